/* Every call of libvirt that tinyvm makes, as X(call): for vir.h to declare, for vir.c to
 * look up, for the packages to tell which libvirt has them all. */
#pragma once

/* clang-format off */
#define VIR_CALLS(X) \
    X(virConnectAuthPtrDefault) X(virConnectClose) \
    X(virConnectDomainEventDeregisterAny) X(virConnectDomainEventRegisterAny) \
    X(virConnectGetCapabilities) X(virConnectGetDomainCapabilities) \
    X(virConnectGetLibVersion) X(virConnectGetType) X(virConnectGetURI) \
    X(virConnectGetVersion) X(virConnectListAllDomains) \
    X(virConnectListAllStoragePools) X(virConnectOpen) X(virConnectOpenAuth) \
    X(virConnectOpenReadOnly) X(virConnectRegisterCloseCallback) \
    X(virConnectSetKeepAlive) X(virConnectUnregisterCloseCallback) X(virDomainAbortJob) \
    X(virDomainBlockStats) X(virDomainCreateWithFlags) X(virDomainCreateXML) \
    X(virDomainDefineXML) X(virDomainDefineXMLFlags) X(virDomainDestroy) \
    X(virDomainFree) X(virDomainGetConnect) X(virDomainGetID) X(virDomainGetMetadata) \
    X(virDomainGetName) X(virDomainGetState) X(virDomainGetUUID) \
    X(virDomainGetUUIDString) X(virDomainGetXMLDesc) X(virDomainHasManagedSaveImage) \
    X(virDomainIsActive) X(virDomainIsPersistent) X(virDomainLookupByName) \
    X(virDomainLookupByUUIDString) X(virDomainManagedSave) X(virDomainMigrate3) \
    X(virDomainOpenConsole) X(virDomainReboot) X(virDomainRef) X(virDomainReset) \
    X(virDomainRestoreFlags) X(virDomainResume) X(virDomainRevertToSnapshot) \
    X(virDomainSave) X(virDomainScreenshot) X(virDomainSetAutostart) \
    X(virDomainShutdownFlags) X(virDomainSnapshotCreateXML) X(virDomainSnapshotDelete) \
    X(virDomainSnapshotFree) X(virDomainSnapshotLookupByName) X(virDomainSuspend) \
    X(virDomainUndefineFlags) X(virEventAddHandle) X(virEventAddTimeout) \
    X(virEventRegisterDefaultImpl) X(virEventRemoveHandle) X(virEventRemoveTimeout) \
    X(virEventRunDefaultImpl) X(virEventUpdateHandle) X(virEventUpdateTimeout) \
    X(virFreeError) \
    X(virGetLastError) X(virGetVersion) X(virNodeGetSecurityModel) X(virSaveLastError) \
    X(virSetErrorFunc) X(virStoragePoolCreate) X(virStoragePoolDefineXML) \
    X(virStoragePoolDelete) X(virStoragePoolDestroy) X(virStoragePoolFree) \
    X(virStoragePoolGetConnect) X(virStoragePoolGetName) X(virStoragePoolGetXMLDesc) \
    X(virStoragePoolIsActive) X(virStoragePoolListAllVolumes) \
    X(virStoragePoolLookupByName) X(virStoragePoolNumOfVolumes) \
    X(virStoragePoolRefresh) X(virStoragePoolSetAutostart) X(virStoragePoolUndefine) \
    X(virStorageVolCreateXML) X(virStorageVolDelete) X(virStorageVolFree) \
    X(virStorageVolGetName) X(virStorageVolLookupByName) X(virStorageVolUpload) \
    X(virStreamAbort) X(virStreamEventAddCallback) X(virStreamEventRemoveCallback) \
    X(virStreamEventUpdateCallback) X(virStreamFinish) X(virStreamFree) X(virStreamNew) \
    X(virStreamRecv) X(virStreamRecvAll) X(virStreamSend) X(virStreamSendAll) \
    X(virTypedParamsAddString) X(virTypedParamsFree)
/* clang-format on */
