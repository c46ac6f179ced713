/* libvirt's calls, through pointers.  The half a hundred libraries that come with libvirt
 * take the loader 15 ms, so they are loaded when they are first needed, not for --help.
 * The code calls virConnectClose() and so on as if it were linked with libvirt. */
#pragma once

#include "error.h"
#include "pulse.h"
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

/* A call to libvirt begins, so the one before it has come back. */
static inline struct vir_api *vir(void)
{
    pulse_beat();
    return &vir_api;
}

/* clang-format off */
#define virConnectClose (vir()->virConnectClose)
#define virConnectDomainEventDeregisterAny (vir()->virConnectDomainEventDeregisterAny)
#define virConnectDomainEventRegisterAny (vir()->virConnectDomainEventRegisterAny)
#define virConnectGetCapabilities (vir()->virConnectGetCapabilities)
#define virConnectGetDomainCapabilities (vir()->virConnectGetDomainCapabilities)
#define virConnectGetLibVersion (vir()->virConnectGetLibVersion)
#define virConnectGetType (vir()->virConnectGetType)
#define virConnectGetURI (vir()->virConnectGetURI)
#define virConnectGetVersion (vir()->virConnectGetVersion)
#define virConnectListAllDomains (vir()->virConnectListAllDomains)
#define virConnectListAllStoragePools (vir()->virConnectListAllStoragePools)
#define virConnectOpen (vir()->virConnectOpen)
#define virConnectOpenAuth (vir()->virConnectOpenAuth)
#define virConnectOpenReadOnly (vir()->virConnectOpenReadOnly)
#define virConnectRegisterCloseCallback (vir()->virConnectRegisterCloseCallback)
#define virConnectSetKeepAlive (vir()->virConnectSetKeepAlive)
#define virConnectUnregisterCloseCallback (vir()->virConnectUnregisterCloseCallback)
#define virDomainAbortJob (vir()->virDomainAbortJob)
#define virDomainBlockStats (vir()->virDomainBlockStats)
#define virDomainCreateWithFlags (vir()->virDomainCreateWithFlags)
#define virDomainCreateXML (vir()->virDomainCreateXML)
#define virDomainDefineXML (vir()->virDomainDefineXML)
#define virDomainDefineXMLFlags (vir()->virDomainDefineXMLFlags)
#define virDomainDestroy (vir()->virDomainDestroy)
#define virDomainFree (vir()->virDomainFree)
#define virDomainGetConnect (vir()->virDomainGetConnect)
#define virDomainGetID (vir()->virDomainGetID)
#define virDomainGetMetadata (vir()->virDomainGetMetadata)
#define virDomainGetName (vir()->virDomainGetName)
#define virDomainGetState (vir()->virDomainGetState)
#define virDomainGetUUID (vir()->virDomainGetUUID)
#define virDomainGetUUIDString (vir()->virDomainGetUUIDString)
#define virDomainGetXMLDesc (vir()->virDomainGetXMLDesc)
#define virDomainHasManagedSaveImage (vir()->virDomainHasManagedSaveImage)
#define virDomainIsActive (vir()->virDomainIsActive)
#define virDomainIsPersistent (vir()->virDomainIsPersistent)
#define virDomainLookupByName (vir()->virDomainLookupByName)
#define virDomainLookupByUUIDString (vir()->virDomainLookupByUUIDString)
#define virDomainManagedSave (vir()->virDomainManagedSave)
#define virDomainMigrate3 (vir()->virDomainMigrate3)
#define virDomainOpenConsole (vir()->virDomainOpenConsole)
#define virDomainReboot (vir()->virDomainReboot)
#define virDomainRef (vir()->virDomainRef)
#define virDomainReset (vir()->virDomainReset)
#define virDomainRestoreFlags (vir()->virDomainRestoreFlags)
#define virDomainResume (vir()->virDomainResume)
#define virDomainRevertToSnapshot (vir()->virDomainRevertToSnapshot)
#define virDomainSave (vir()->virDomainSave)
#define virDomainScreenshot (vir()->virDomainScreenshot)
#define virDomainSetAutostart (vir()->virDomainSetAutostart)
#define virDomainShutdownFlags (vir()->virDomainShutdownFlags)
#define virDomainSnapshotCreateXML (vir()->virDomainSnapshotCreateXML)
#define virDomainSnapshotDelete (vir()->virDomainSnapshotDelete)
#define virDomainSnapshotFree (vir()->virDomainSnapshotFree)
#define virDomainSnapshotLookupByName (vir()->virDomainSnapshotLookupByName)
#define virDomainSuspend (vir()->virDomainSuspend)
#define virDomainUndefineFlags (vir()->virDomainUndefineFlags)
#define virEventAddHandle (vir_api.virEventAddHandle)
#define virEventAddTimeout (vir_api.virEventAddTimeout)
#define virEventRegisterDefaultImpl (vir_api.virEventRegisterDefaultImpl)
#define virEventRemoveHandle (vir_api.virEventRemoveHandle)
#define virEventRemoveTimeout (vir_api.virEventRemoveTimeout)
#define virEventRunDefaultImpl (vir_api.virEventRunDefaultImpl)
#define virEventUpdateHandle (vir_api.virEventUpdateHandle)
#define virEventUpdateTimeout (vir_api.virEventUpdateTimeout)
#define virFreeError (vir()->virFreeError)
#define virGetLastError (vir()->virGetLastError)
#define virGetVersion (vir()->virGetVersion)
#define virNodeGetSecurityModel (vir()->virNodeGetSecurityModel)
#define virSaveLastError (vir()->virSaveLastError)
#define virSetErrorFunc (vir()->virSetErrorFunc)
#define virStoragePoolCreate (vir()->virStoragePoolCreate)
#define virStoragePoolDefineXML (vir()->virStoragePoolDefineXML)
#define virStoragePoolDelete (vir()->virStoragePoolDelete)
#define virStoragePoolDestroy (vir()->virStoragePoolDestroy)
#define virStoragePoolFree (vir()->virStoragePoolFree)
#define virStoragePoolGetConnect (vir()->virStoragePoolGetConnect)
#define virStoragePoolGetName (vir()->virStoragePoolGetName)
#define virStoragePoolGetXMLDesc (vir()->virStoragePoolGetXMLDesc)
#define virStoragePoolIsActive (vir()->virStoragePoolIsActive)
#define virStoragePoolListAllVolumes (vir()->virStoragePoolListAllVolumes)
#define virStoragePoolLookupByName (vir()->virStoragePoolLookupByName)
#define virStoragePoolNumOfVolumes (vir()->virStoragePoolNumOfVolumes)
#define virStoragePoolRefresh (vir()->virStoragePoolRefresh)
#define virStoragePoolSetAutostart (vir()->virStoragePoolSetAutostart)
#define virStoragePoolUndefine (vir()->virStoragePoolUndefine)
#define virStorageVolCreateXML (vir()->virStorageVolCreateXML)
#define virStorageVolDelete (vir()->virStorageVolDelete)
#define virStorageVolFree (vir()->virStorageVolFree)
#define virStorageVolGetName (vir()->virStorageVolGetName)
#define virStorageVolLookupByName (vir()->virStorageVolLookupByName)
#define virStorageVolUpload (vir()->virStorageVolUpload)
#define virStreamAbort (vir()->virStreamAbort)
#define virStreamEventAddCallback (vir()->virStreamEventAddCallback)
#define virStreamEventRemoveCallback (vir()->virStreamEventRemoveCallback)
#define virStreamEventUpdateCallback (vir()->virStreamEventUpdateCallback)
#define virStreamFinish (vir()->virStreamFinish)
#define virStreamFree (vir()->virStreamFree)
#define virStreamNew (vir()->virStreamNew)
#define virStreamRecv (vir()->virStreamRecv)
#define virStreamRecvAll (vir()->virStreamRecvAll)
#define virStreamSend (vir()->virStreamSend)
#define virStreamSendAll (vir()->virStreamSendAll)
#define virTypedParamsAddString (vir()->virTypedParamsAddString)
#define virTypedParamsFree (vir()->virTypedParamsFree)
/* No call, but a variable: its address. */
#define virConnectAuthPtrDefault (vir()->virConnectAuthPtrDefault)
/* clang-format on */
