/**
 * The script of the keeper, the program that starts a bootstrap in a PID namespace of its own: Perl, because a shell cannot tell
 * the exit code 143 from a death by SIGTERM, and programs of its size start in a few milliseconds.
 *
 * The first process makes the namespaces and a child, and then waits for the end of its standard input: whether the harness
 * closes it or dies, by any signal, the kernel ends it. Then it kills the child, which is process 1 of the namespace, and with it
 * the kernel ends everything inside: the bootstrap cannot leave. It ends when nothing is left.
 *
 * Process 1 mounts the new /proc and /dev/shm, binds folders over parts of /tmp, starts the bootstrap and reaps orphans, as the init of
 * Lambda does. No signal from inside can stop or end it. It reports at descriptor 3, a line each:
 *
 * - `started <pid>`: the bootstrap leads its session and is about to be executed; its id inside the namespace.
 * - `failed <errno>`: a step failed, and there will be no bootstrap.
 * - `ended <status>`: the status of wait(2).
 *
 * System calls are made directly, because each program between costs a millisecond at every start.
 *
 * @see https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export const KEEPER_SCRIPT = `
my ($call_unshare, $call_mount, $call_setsid, $call_prctl, $as_owner, $once, $user, $cwd) = splice @ARGV, 0, 8;
my @binds = splice @ARGV, 0, shift;
my @variables = splice @ARGV, 0, shift;
# The variables may hold secrets, which every user of the machine could read in the arguments for as long as this runs.
$0 = 'init';
open my $report, '>&=', 3 or exit 1;
sub failed { syswrite $report, 'failed ' . ($! + 0) . "\\n"; exit 1 }
sub silence { open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null' }
sub set { my ($file, $text) = @_; open my $out, '>', $file or failed; syswrite $out, $text or failed }
my ($none, $root, $proc, $at_proc) = ('none', '/', 'proc', '/proc');

# CLONE_NEWNS, CLONE_NEWPID, and CLONE_NEWIPC and CLONE_NEWUTS for what a process leaves in memory or renames; the owner of a
# CLONE_NEWUSER may do that as well.
my ($uid, $gid) = ($> + 0, $) + 0);
syscall($call_unshare, 0x2c020000 | ($as_owner ? 0x10000000 : 0)) == 0 or failed;
if ($as_owner) {
  set '/proc/self/setgroups', 'deny';
  set '/proc/self/uid_map', "$uid $uid 1";
  set '/proc/self/gid_map', "$gid $gid 1";
}
# MS_REC | MS_PRIVATE: the machine sees none of the mounts.
syscall($call_mount, $none, $root, $none, 0x44000, 0) == 0 or failed;

defined(my $init = fork) or failed;
if ($init) {
  # The pipes of the bootstrap end when its own processes have closed them.
  close $report;
  silence;
  sysread STDIN, my $nothing, 1 unless $once;
  kill KILL => $init unless $once;
  waitpid $init, 0;
  exit $? >> 8;
}

open STDIN, '<', '/dev/null';
# MS_NOSUID | MS_NODEV | MS_NOEXEC
syscall($call_mount, $proc, $at_proc, $proc, 14, 0) == 0 or failed;
# Shared memory with names is a file there.
my ($tmpfs, $at_shm) = ('tmpfs', '/dev/shm');
syscall $call_mount, $tmpfs, $at_shm, $tmpfs, 14, 0;
# MS_BIND | MS_REC. The trial makes a failure unlikely; then the bootstrap sees the folder of the machine.
while (my ($folder, $place) = splice @binds, 0, 2) { syscall $call_mount, $folder, $place, $none, 20480, 0 }

defined(my $bootstrap = fork) or failed;
if (!$bootstrap) {
  syscall $call_setsid;
  # PR_CAPBSET_DROP of CAP_SYS_PTRACE, which no function has on Lambda: it would reach into process 1.
  syscall $call_prctl, 24, 19, 0, 0, 0;
  if ($user ne '') {
    ($(, $)) = ($user, "$user $user");
    ($<, $>) = ($user, $user);
    $> == $user or failed;
  }
  chdir $cwd;
  %ENV = ();
  for (@variables) { my ($name, $value) = split /=/, $_, 2; $ENV{$name} = $value }
  # Lambda hands down the first three; what started the harness may have left others open.
  if (opendir my $own, '/proc/self/fd') {
    for (grep { /^\\d+$/ && $_ > 2 && $_ != fileno $report } readdir $own) { open(my $given, '<&=', $_) and close $given }
  }
  syswrite $report, "started $$\\n";
  exec { $ARGV[0] } @ARGV;
  failed;
}
silence;
# PR_SET_DUMPABLE: no process without that right can take its descriptors, and so report for it.
syscall $call_prctl, 4, 0, 0, 0, 0;
while ((my $ended = wait) > 0) {
  next if $ended != $bootstrap;
  exit $? >> 8 if $once;
  syswrite $report, "ended $?\\n";
}
sleep;
`;
