"""AppArmor's refusals, provoked: told as such, with the remedy that helps to find them.
After the tests that look for denials which nobody has provoked."""
LOCAL = "/etc/apparmor.d/local/abstractions/libvirt-qemu"


def test_disk_where_libvirts_helper_refuses_it(installed):
    """virt-aa-helper makes no profile for a domain with a disk below /usr/share."""
    installed.run("""tinyvm define -c qemu:///system refused
        virsh dumpxml --inactive refused | sed s,/var/lib/tinyvm/,/usr/share/tinyvm/, \
            >/root/refused.xml
        virsh define /root/refused.xml""")
    try:
        said = installed.run("tinyvm start -c qemu:///system refused", ok=(1,))
    finally:
        installed.run("tinyvm undefine -c qemu:///system refused")
    assert "[TV-APPARMOR]" in said and "journalctl -k" in said, said


def test_denial_by_a_local_profile(installed):
    """QEMU may not read the disk, whoever owns it; the kernel's log has the reason."""
    installed.run(f"cp -a {LOCAL} /root/local; echo 'audit deny /var/lib/tinyvm/** rk,' >>{LOCAL}")
    try:
        said = installed.run("tinyvm check --timeout 900 -c qemu:///system", ok=(1,))
    finally:
        installed.run(f"cp -a /root/local {LOCAL}")
    assert "TV-APPARMOR" in said and "journalctl -k" in said, said
    assert "DENIED" in installed.run("journalctl -k --no-pager --grep 'DENIED.*tinyvm'")
