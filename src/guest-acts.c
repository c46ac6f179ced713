/* The plain ones.  See guest-acts.h. */
#include "guest-acts.h"

int guest_refused(struct error *e, const char *doing)
{
    int code = vir_last_code();
    bool cannot = code == VIR_ERR_NO_SUPPORT || code == VIR_ERR_OPERATION_UNSUPPORTED ||
                  code == VIR_ERR_CONFIG_UNSUPPORTED ||
                  code == VIR_ERR_ARGUMENT_UNSUPPORTED;

    return vir_error(e, cannot ? CODE_UNSUPPORTED : CODE_EXERCISE, "%s", doing);
}

int guest_pause(struct guest *guest, struct error *e)
{
    return virDomainSuspend(guest->domain) < 0 ? guest_refused(e, "suspending") : 0;
}

int guest_resume(struct guest *guest, struct error *e)
{
    return virDomainResume(guest->domain) < 0 ? guest_refused(e, "resuming") : 0;
}

int guest_reset(struct guest *guest, struct error *e)
{
    return virDomainReset(guest->domain, 0) < 0 ? guest_refused(e, "resetting") : 0;
}

int guest_reboot(struct guest *guest, struct error *e)
{
    return virDomainReboot(guest->domain, VIR_DOMAIN_REBOOT_ACPI_POWER_BTN) < 0
               ? guest_refused(e, "rebooting")
               : 0;
}

unsigned guest_qemu(const struct guest *guest)
{
    return virDomainGetID(guest->domain);
}
