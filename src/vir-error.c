/* See vir-auto.h. */
#include "text.h"
#include "vir-auto.h"

#include <string.h>

int vir_last_code(void)
{
    virErrorPtr last = virGetLastError();

    return last ? last->code : VIR_ERR_OK;
}

bool vir_may_mean_end(int code)
{
    return code == VIR_ERR_NO_DOMAIN || code == VIR_ERR_OPERATION_INVALID ||
           code == VIR_ERR_OPERATION_FAILED || code == VIR_ERR_INTERNAL_ERROR ||
           code == VIR_ERR_SYSTEM_ERROR;
}

static enum code plain_meaning(const virError *error, enum code fallback)
{
    const char *text = error->message ? error->message : "";

    switch (error->code) {
    case VIR_ERR_NO_DOMAIN:
        return CODE_NO_DOMAIN;
    case VIR_ERR_AUTH_CANCELLED:
    case VIR_ERR_AUTH_FAILED:
    case VIR_ERR_AUTH_UNAVAILABLE:
    case VIR_ERR_ACCESS_DENIED:
        return CODE_NO_ACCESS;
    case VIR_ERR_NO_MEMORY:
        return CODE_MEMORY_OUT;
    default:
        break;
    }
    if (strstr(text, "cannot fork child process") ||
        strstr(text, "Error creating thread"))
        return CODE_LIMIT;
    if (strstr(text, "failed to initialize kvm: Permission denied"))
        return CODE_KVM_ACCESS;
    if (strstr(text, "apparmor") || strstr(text, "AppArmor"))
        return CODE_APPARMOR;
    if (strstr(text, "model 'selinux'") ||
        (error->domain == VIR_FROM_SECURITY &&
         (strstr(text, "SELinux") || strstr(text, "security context"))))
        return CODE_SELINUX;
    /* Raised by the client when the daemon's end of the socket has closed. */
    if (error->domain == VIR_FROM_RPC &&
        (strstr(text, "client socket is closed") || strstr(text, "End of file") ||
         strstr(text, "event on socket") || strstr(text, "keepalive") ||
         strstr(text, "Broken pipe") || strstr(text, "Connection reset by peer")))
        return CODE_DAEMON_GONE;
    return fallback;
}

_printf_(4, 0) static int wrap(struct error *e, enum code fallback, const virError *error,
                               const char *format, va_list args)
{
    _cleanup_free_ char *text =
        strdup(error && error->message ? error->message : "no reason given");
    _cleanup_free_ char *context = NULL;

    if (vasprintf(&context, format, args) < 0)
        context = NULL;
    if (text)
        text_one_line(text);
    return error_set(e, error ? plain_meaning(error, fallback) : fallback, "%s: %s",
                     context ? context : "libvirt", text ? text : "");
}

int vir_error(struct error *e, enum code fallback, const char *format, ...)
{
    va_list args;
    int result;

    va_start(args, format);
    result = wrap(e, fallback, virGetLastError(), format, args);
    va_end(args);
    return result;
}

int vir_error_of(struct error *e, enum code fallback, const virError *error,
                 const char *format, ...)
{
    va_list args;
    int result;

    va_start(args, format);
    result = wrap(e, fallback, error, format, args);
    va_end(args);
    return result;
}
