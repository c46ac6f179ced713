/* libvirt's calls, through pointers.  The half a hundred libraries that come with libvirt
 * take the loader 15 ms, so they are loaded when they are first needed, not for --help.
 * The code calls virConnectClose() and so on as if it were linked with libvirt. */
#pragma once

#include "error.h"
#include "vir-calls.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

/* Load the library and keep it from printing errors and log lines by itself; the second
 * time there is nothing to do.  Before any other call, from any thread.  0, or -1 with
 * CODE_NO_LIBVIRT. */
_must_check_ int vir_load(struct error *e);

/* The version of the library, which is loaded for that: major * 1000000 + minor * 1000 +
 * release.  0, or -1 with CODE_NO_LIBVIRT. */
_must_check_ int vir_version(unsigned long *version, struct error *e);

struct vir_api {
#define X(call) __typeof__(call) *call;
    VIR_CALLS(X)
#undef X
};

extern struct vir_api vir_api; /* nothing but null pointers before vir_load() */

/* clang-format off */
#define virConnectClose (vir_api.virConnectClose)
#define virConnectDomainEventDeregisterAny (vir_api.virConnectDomainEventDeregisterAny)
#define virConnectDomainEventRegisterAny (vir_api.virConnectDomainEventRegisterAny)
#define virConnectGetCapabilities (vir_api.virConnectGetCapabilities)
#define virConnectGetDomainCapabilities (vir_api.virConnectGetDomainCapabilities)
#define virConnectGetLibVersion (vir_api.virConnectGetLibVersion)
#define virConnectGetType (vir_api.virConnectGetType)
#define virConnectGetURI (vir_api.virConnectGetURI)
#define virConnectGetVersion (vir_api.virConnectGetVersion)
#define virConnectListAllDomains (vir_api.virConnectListAllDomains)
#define virConnectListAllStoragePools (vir_api.virConnectListAllStoragePools)
#define virConnectOpen (vir_api.virConnectOpen)
#define virConnectOpenAuth (vir_api.virConnectOpenAuth)
#define virConnectOpenReadOnly (vir_api.virConnectOpenReadOnly)
#define virConnectRegisterCloseCallback (vir_api.virConnectRegisterCloseCallback)
#define virConnectSetKeepAlive (vir_api.virConnectSetKeepAlive)
#define virConnectUnregisterCloseCallback (vir_api.virConnectUnregisterCloseCallback)
#define virDomainAbortJob (vir_api.virDomainAbortJob)
#define virDomainBlockStats (vir_api.virDomainBlockStats)
#define virDomainCreateWithFlags (vir_api.virDomainCreateWithFlags)
#define virDomainCreateXML (vir_api.virDomainCreateXML)
#define virDomainDefineXML (vir_api.virDomainDefineXML)
#define virDomainDefineXMLFlags (vir_api.virDomainDefineXMLFlags)
#define virDomainDestroy (vir_api.virDomainDestroy)
#define virDomainFree (vir_api.virDomainFree)
#define virDomainGetConnect (vir_api.virDomainGetConnect)
#define virDomainGetID (vir_api.virDomainGetID)
#define virDomainGetMetadata (vir_api.virDomainGetMetadata)
#define virDomainGetName (vir_api.virDomainGetName)
#define virDomainGetState (vir_api.virDomainGetState)
#define virDomainGetUUID (vir_api.virDomainGetUUID)
#define virDomainGetUUIDString (vir_api.virDomainGetUUIDString)
#define virDomainGetXMLDesc (vir_api.virDomainGetXMLDesc)
#define virDomainHasManagedSaveImage (vir_api.virDomainHasManagedSaveImage)
#define virDomainIsActive (vir_api.virDomainIsActive)
#define virDomainIsPersistent (vir_api.virDomainIsPersistent)
#define virDomainLookupByName (vir_api.virDomainLookupByName)
#define virDomainLookupByUUIDString (vir_api.virDomainLookupByUUIDString)
#define virDomainManagedSave (vir_api.virDomainManagedSave)
#define virDomainMigrate3 (vir_api.virDomainMigrate3)
#define virDomainOpenConsole (vir_api.virDomainOpenConsole)
#define virDomainReboot (vir_api.virDomainReboot)
#define virDomainRef (vir_api.virDomainRef)
#define virDomainReset (vir_api.virDomainReset)
#define virDomainRestoreFlags (vir_api.virDomainRestoreFlags)
#define virDomainResume (vir_api.virDomainResume)
#define virDomainRevertToSnapshot (vir_api.virDomainRevertToSnapshot)
#define virDomainSave (vir_api.virDomainSave)
#define virDomainScreenshot (vir_api.virDomainScreenshot)
#define virDomainSetAutostart (vir_api.virDomainSetAutostart)
#define virDomainShutdownFlags (vir_api.virDomainShutdownFlags)
#define virDomainSnapshotCreateXML (vir_api.virDomainSnapshotCreateXML)
#define virDomainSnapshotDelete (vir_api.virDomainSnapshotDelete)
#define virDomainSnapshotFree (vir_api.virDomainSnapshotFree)
#define virDomainSnapshotLookupByName (vir_api.virDomainSnapshotLookupByName)
#define virDomainSuspend (vir_api.virDomainSuspend)
#define virDomainUndefineFlags (vir_api.virDomainUndefineFlags)
#define virEventAddHandle (vir_api.virEventAddHandle)
#define virEventAddTimeout (vir_api.virEventAddTimeout)
#define virEventRegisterDefaultImpl (vir_api.virEventRegisterDefaultImpl)
#define virEventRemoveHandle (vir_api.virEventRemoveHandle)
#define virEventRemoveTimeout (vir_api.virEventRemoveTimeout)
#define virEventRunDefaultImpl (vir_api.virEventRunDefaultImpl)
#define virEventUpdateHandle (vir_api.virEventUpdateHandle)
#define virFreeError (vir_api.virFreeError)
#define virGetLastError (vir_api.virGetLastError)
#define virGetVersion (vir_api.virGetVersion)
#define virNodeGetSecurityModel (vir_api.virNodeGetSecurityModel)
#define virSaveLastError (vir_api.virSaveLastError)
#define virSetErrorFunc (vir_api.virSetErrorFunc)
#define virStoragePoolCreate (vir_api.virStoragePoolCreate)
#define virStoragePoolDefineXML (vir_api.virStoragePoolDefineXML)
#define virStoragePoolDelete (vir_api.virStoragePoolDelete)
#define virStoragePoolDestroy (vir_api.virStoragePoolDestroy)
#define virStoragePoolFree (vir_api.virStoragePoolFree)
#define virStoragePoolGetConnect (vir_api.virStoragePoolGetConnect)
#define virStoragePoolGetName (vir_api.virStoragePoolGetName)
#define virStoragePoolGetXMLDesc (vir_api.virStoragePoolGetXMLDesc)
#define virStoragePoolIsActive (vir_api.virStoragePoolIsActive)
#define virStoragePoolListAllVolumes (vir_api.virStoragePoolListAllVolumes)
#define virStoragePoolLookupByName (vir_api.virStoragePoolLookupByName)
#define virStoragePoolNumOfVolumes (vir_api.virStoragePoolNumOfVolumes)
#define virStoragePoolRefresh (vir_api.virStoragePoolRefresh)
#define virStoragePoolSetAutostart (vir_api.virStoragePoolSetAutostart)
#define virStoragePoolUndefine (vir_api.virStoragePoolUndefine)
#define virStorageVolCreateXML (vir_api.virStorageVolCreateXML)
#define virStorageVolDelete (vir_api.virStorageVolDelete)
#define virStorageVolFree (vir_api.virStorageVolFree)
#define virStorageVolGetName (vir_api.virStorageVolGetName)
#define virStorageVolLookupByName (vir_api.virStorageVolLookupByName)
#define virStorageVolUpload (vir_api.virStorageVolUpload)
#define virStreamAbort (vir_api.virStreamAbort)
#define virStreamEventAddCallback (vir_api.virStreamEventAddCallback)
#define virStreamEventRemoveCallback (vir_api.virStreamEventRemoveCallback)
#define virStreamEventUpdateCallback (vir_api.virStreamEventUpdateCallback)
#define virStreamFinish (vir_api.virStreamFinish)
#define virStreamFree (vir_api.virStreamFree)
#define virStreamNew (vir_api.virStreamNew)
#define virStreamRecv (vir_api.virStreamRecv)
#define virStreamRecvAll (vir_api.virStreamRecvAll)
#define virStreamSend (vir_api.virStreamSend)
#define virStreamSendAll (vir_api.virStreamSendAll)
#define virTypedParamsAddString (vir_api.virTypedParamsAddString)
#define virTypedParamsFree (vir_api.virTypedParamsFree)
/* No call, but a variable: its address. */
#define virConnectAuthPtrDefault (vir_api.virConnectAuthPtrDefault)
/* clang-format on */
