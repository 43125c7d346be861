# Runs a command that is not trusted with its input: perl -e SCRIPT MACHINE VERBOSE USER LIMITS
# [r:FILE | w:FILE]... -- COMMAND...
# The files are opened here and are descriptors 3, 4, ... of the command, which can open nothing
# else but programs and libraries, has no capability, no network, and the LIMITS (number=value,...).
# USER is a number, or - to stay. What the kernel lacks is said when VERBOSE is 1. No module is
# needed: Debian has perl-base everywhere. Numbers: include/uapi and arch/*/entry of Linux; those of
# arm64 were not run.
use strict;

my ($machine, $verbose, $user, $limits, @rest) = @ARGV;

sub fail { print STDERR "confine: $_[0]\n"; exit 125 }

sub lacks { print STDERR "confine: without $_[0]\n" if $verbose }

my %number = $machine eq 'amd64' ? (
    audit => 0xc000003e, prlimit => 302, prctl => 157, unshare => 272, setgroups => 116,
    setresgid => 119, setresuid => 117, capset => 126, clone => 56,
    denied => [
        41, 42, 43, 49, 50, 288,                         # socket connect accept bind listen accept4
        101, 310, 311, 438, 434, 424,                    # ptrace process_vm_* pidfd_*
        165, 166, 155, 161, 272, 308, 428, 429, 430, 442,    # mounts, chroot, unshare, setns
        169, 170, 171, 175, 313, 176, 246, 320, 167, 168, 163,    # the machine itself
        321, 298, 323, 248, 249, 250, 303, 304, 300, 425, 426, 427, 179, 443, 135, 173, 172],
) : $machine eq 'aarch64' ? (
    audit => 0xc00000b7, prlimit => 261, prctl => 167, unshare => 97, setgroups => 159,
    setresgid => 149, setresuid => 147, capset => 91, clone => 220,
    denied => [
        198, 203, 202, 200, 201, 242, 117, 270, 271, 438, 434, 424,
        40, 39, 41, 51, 97, 268, 428, 429, 430, 442,
        142, 161, 162, 105, 273, 106, 104, 294, 224, 225, 89,
        280, 241, 282, 217, 218, 219, 264, 265, 262, 425, 426, 427, 60, 443, 92],
) : fail("no numbers of system calls are known for $machine");

my $parent = getppid;

sub call { my ($what, $nr, @arguments) = @_;
    my $result = syscall($nr, @arguments);
    fail("$what: $!") if $result == -1;
    return $result }

# What the command may use.
$^F = 64;    # descriptors up to this one are inherited
my (%path, @read, @write);
for (my $next = 3; @rest && $rest[0] =~ /^([rw]):(.*)$/s; $next++, shift @rest) {
    my ($how, $name) = ($1, $2);
    sysopen(my $file, $name, $how eq 'w' ? 2 : 0) or fail("cannot open $name: $!");
    fail("descriptor " . fileno($file) . " is not $next") if fileno($file) != $next;
    push @{$how eq 'w' ? \@write : \@read}, $file;
}
fail("no command") unless @rest > 1 && shift @rest eq '--';
$^F = 2;
%ENV = (PATH => $ENV{PATH} // '/usr/bin:/bin', LC_ALL => 'C', MALLOC_ARENA_MAX => 1);
my ($program) = $rest[0] =~ m{/} ? $rest[0] : grep { -x } map { "$_/$rest[0]" } split /:/, $ENV{PATH};
fail("no $rest[0] on the PATH") unless defined $program;

for (split /,/, $limits) {
    my ($resource, $value) = split /=/;
    call("prlimit $resource", $number{prlimit}, 0, 0 + $resource, pack('QQ', $value, $value), 0);
}
call('prctl(PR_SET_NO_NEW_PRIVS)', $number{prctl}, 38, 1, 0, 0, 0);

# CLONE_NEWNET, CLONE_NEWIPC; who may not has no socket either, see below.
lacks("a network namespace: $!") if syscall($number{unshare}, 0x48000000) == -1;

# Nothing that was somebody's: groups, user, capabilities.
if ($user ne '-') {
    $user += 0;
    call('setgroups', $number{setgroups}, 0, 0);
    call('setresgid', $number{setresgid}, $user, $user, $user);
}
syscall($number{prctl}, 24, $_, 0, 0, 0) for 0 .. 63;    # PR_CAPBSET_DROP, as far as there are any
syscall($number{prctl}, 47, 4, 0, 0, 0);                 # PR_CAP_AMBIENT_CLEAR_ALL
call('setresuid', $number{setresuid}, $user, $user, $user) if $user ne '-';
call('capset', $number{capset}, pack('LL', 0x20080522, 0), pack('L6', (0) x 6));

# Who waits for it may be killed: then it ends, too (PR_SET_PDEATHSIG, SIGKILL). The files could not
# have been opened if that had been before the beginning.
call('prctl(PR_SET_PDEATHSIG)', $number{prctl}, 1, 9, 0, 0, 0);
fail("nobody waits for it any more") if getppid != $parent;

# Landlock: files by inode, so that no name leads anywhere.
my $version = syscall(444, 0, 0, 1);
if ($version < 1) {
    fail("root without Landlock (Linux 5.13, lsm=landlock) could open everything") if $user eq '-' && $> == 0;
    lacks("Landlock: $!");
} else {
    my $handled = $version < 2 ? 0x1fff : $version < 3 ? 0x3fff : $version < 5 ? 0x7fff : 0xffff;
    my $rules = pack('Q', $handled);
    $rules .= pack('Q', 3) if $version >= 4;    # TCP
    $rules .= pack('Q', 3) if $version >= 6;    # abstract sockets, signals
    my $set = call('landlock_create_ruleset', 444, $rules, length $rules, 0);
    my $allow = sub { my ($file, $access) = @_;
        my $rule = pack('Ql', $access & $handled, fileno $file);
        # EBADFD (77): anonymous memory, which Landlock leaves alone.
        syscall(445, $set, 1, $rule, 0) == -1 && $! != 77 and fail("landlock_add_rule: $!") };
    my $path = sub { my ($name, $access) = @_;
        my $file;
        sysopen($file, $name, 0x200000) and $allow->($file, $access) };    # O_PATH
    $path->($_, 12) for qw(/usr /lib /lib64 /bin);    # READ_FILE, READ_DIR
    $path->($_, 5) for $program,    # EXECUTE
        qw(/lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1);
    $path->($_, 4) for qw(/etc/ld.so.cache /dev/urandom);
    $path->('/dev/null', 6);
    $allow->($_, 4) for @read;
    $allow->($_, 0x4006) for @write;    # READ_FILE, WRITE_FILE, TRUNCATE
    call('landlock_restrict_self', 446, $set, 0);
}

# Seccomp: no sockets, no other processes' memory, no namespaces, nothing that is new and large.
my ($deny, $missing) = (0x00050001, 0x00050026);    # errno EPERM, ENOSYS
my $code = '';
sub add { $code .= pack('SCCL', @_) }
add(0x20, 0, 0, 4);                            # arch
add(0x15, 1, 0, $number{audit});
add(0x06, 0, 0, 0x80000000);                   # kill
add(0x20, 0, 0, 0);                            # nr
if ($machine eq 'amd64') { add(0x35, 0, 1, 0x40000000); add(0x06, 0, 0, $deny) }    # x32
for (@{$number{denied}}) { add(0x15, 0, 1, $_); add(0x06, 0, 0, $deny) }
add(0x15, 0, 1, 435); add(0x06, 0, 0, $missing);        # clone3, whose flags cannot be seen
add(0x15, 0, 3, $number{clone});
add(0x20, 0, 0, 16);                                    # its flags
add(0x45, 0, 1, 0x7e020000);                            # new namespaces
add(0x06, 0, 0, $deny);
add(0x06, 0, 0, 0x7fff0000);                            # allow
my $filter = pack('S x6 P', length($code) / 8, $code);
call('prctl(PR_SET_SECCOMP)', $number{prctl}, 22, 2, $filter, 0, 0);

exec { $program } @rest or fail("cannot start $program: $!");
