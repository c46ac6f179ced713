/* The same libvirt calls as one `tinyvm check`, made bare: nothing is proved, nothing is
 * cleaned, nothing is told.  What check costs more than this is what its honesty costs.
 *
 *     bare IMAGE     IMAGE: a path that the daemon's QEMU may read
 */
#define _GNU_SOURCE
#include <libvirt/libvirt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE "0123456789abcdef"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static char heard[4096];
static size_t n_heard;
static int stopped;

static void *turn(void *arg)
{
    for (;;)
        if (virEventRunDefaultImpl() < 0)
            return arg;
}

static int on_lifecycle(virConnectPtr conn, virDomainPtr domain, int event, int detail,
                        void *arg)
{
    (void)conn, (void)domain, (void)detail, (void)arg;
    pthread_mutex_lock(&lock);
    stopped |= event == VIR_DOMAIN_EVENT_STOPPED;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    return 0;
}

static void on_stream(virStreamPtr stream, int events, void *arg)
{
    int n;

    (void)events, (void)arg;
    pthread_mutex_lock(&lock);
    while ((n = virStreamRecv(stream, heard + n_heard, sizeof heard - 1 - n_heard)) > 0)
        n_heard += (size_t)n;
    if (n == 0)
        virStreamEventUpdateCallback(stream, 0);
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
}

static void await_text(const char *text)
{
    pthread_mutex_lock(&lock);
    while (!strstr(heard, text))
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static void await_stop(void)
{
    pthread_mutex_lock(&lock);
    while (!stopped)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

static char *domain_xml(const char *image)
{
    char *xml = NULL;

    if (asprintf(&xml,
                 "<domain type='qemu'><name>tinyvm-bare-%d</name><memory "
                 "unit='MiB'>16</memory>"
                 "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
                 "<features><acpi/></features><devices>"
                 "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
                 "<source file='%s'><seclabel model='dac' relabel='no'/></source>"
                 "<target dev='vda' bus='virtio'/><readonly/><boot order='1'/></disk>"
                 "<controller type='usb' model='none'/><serial type='pty'/>"
                 "<console type='pty'/><memballoon model='none'/></devices></domain>",
                 (int)getpid(), image) < 0)
        exit(1);
    return xml;
}

int main(int argc, char **argv)
{
    pthread_t loop;
    virConnectPtr conn;
    virDomainPtr domain;
    virStreamPtr stream;

    if (argc != 2 || virEventRegisterDefaultImpl() < 0 ||
        pthread_create(&loop, NULL, turn, NULL) != 0 || !(conn = virConnectOpen(NULL)))
        return 1;
    free(virConnectGetDomainCapabilities(conn, NULL, "x86_64", "pc", NULL, 0));
    virConnectDomainEventRegisterAny(conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                     VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), NULL, NULL);
    domain = virDomainCreateXML(conn, domain_xml(argv[1]),
                                VIR_DOMAIN_START_PAUSED | VIR_DOMAIN_START_AUTODESTROY);
    stream = virStreamNew(conn, VIR_STREAM_NONBLOCK);
    if (!domain || virDomainOpenConsole(domain, NULL, stream, 0) < 0)
        return 1;
    virStreamEventAddCallback(stream, VIR_STREAM_EVENT_READABLE, on_stream, NULL, NULL);
    virDomainResume(domain);
    await_text("$ ");
    virStreamSend(stream, LINE "\r", sizeof LINE);
    await_text("fedcba9876543210\r\n$ ");
    virDomainShutdownFlags(domain, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN);
    await_stop();
    return 0;
}
