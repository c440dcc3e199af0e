/**
 * The script that starts a bootstrap in a PID namespace of its own: Perl, because a shell cannot tell the exit code 143 from a death
 * by SIGTERM, and programs of its size start in a few milliseconds.
 *
 * The launcher (launcher.ts) reads requests and makes a keeper for each: a fork of the large harness, and a start of Perl, would cost
 * far more than a start of most bootstraps. For each it makes pipes, which the harness opens through /proc.
 *
 * The keeper makes the namespaces and a child, and then waits for the end of its input: whether the harness
 * closes it or dies, by any signal, the kernel ends it. Then it kills the child, which is process 1 of the namespace, and with it
 * the kernel ends everything inside: the bootstrap cannot leave. It ends when nothing is left, and says `gone` before.
 *
 * Process 1 mounts the new /proc and /dev/shm, binds folders over parts of /tmp, starts the bootstrap and reaps orphans, as the init of
 * Lambda does. No signal from inside can stop or end it. It reports a line each:
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
my ($call_unshare, $call_mount, $call_setsid, $call_prctl, $once) = @ARGV;
my ($report, $life);
$0 = 'lambdaspec-launcher';
sub failed { syswrite $report, 'failed ' . ($! + 0) . "\\n" if $report; exit 1 }
sub silence { open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null' }
sub set { my ($file, $text) = @_; open my $out, '>', $file or failed; syswrite $out, $text or failed }

# The end of its input, which is that of the harness, ends it.
sub received {
  my ($length, $bytes) = (shift, '');
  while (length $bytes < $length) { sysread(STDIN, $bytes, $length - length $bytes, length $bytes) or exit }
  $bytes;
}
sub line { my ($line, $byte) = (''); $line .= $byte while ($byte = received 1) ne "\\n"; $line }
# Words that each end with a NUL. They are read, and no arguments: the variables may hold secrets.
sub request { my @words = split /\\0/, received(line), -1; pop @words; @words }

keep(request) if $once;
$SIG{CHLD} = 'IGNORE';
while (1) {
  my @request = request;
  # The input of the keeper, both outputs, its reports and its life.
  my @pipes = map { my ($out, $in); pipe($out, $in) ? [$out, $in] : () } 1 .. 5;
  my $keeper = @pipes == 5 ? fork : undef;
  if (defined $keeper && !$keeper) {
    syscall $call_setsid;
    $SIG{CHLD} = 'DEFAULT';
    open STDIN, '<&', $pipes[0][0];
    open STDOUT, '>&', $pipes[1][1];
    open STDERR, '>&', $pipes[2][1];
    ($report, $life) = ($pipes[3][1], $pipes[4][1]);
    @pipes = ();
    keep(@request);
  }
  if (!defined $keeper) { syswrite STDOUT, 'failed ' . ($! + 0) . "\\n"; next }
  syswrite STDOUT, join(' ', $keeper, fileno($pipes[0][1]), map { fileno($_->[0]) } @pipes[1 .. 4]) . "\\n";
  # The harness has opened its ends.
  line;
}

sub keep {
  my ($as_owner, $user, $cwd) = splice @_, 0, 3;
  my @binds = splice @_, 0, shift;
  my @variables = splice @_, 0, shift;
  my ($none, $root, $proc, $at_proc) = ('none', '/', 'proc', '/proc');
  $0 = 'init';
  chdir $cwd or failed;

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
    close $report if $report;
    silence;
    sysread STDIN, my $nothing, 1 unless $once;
    kill KILL => $init unless $once;
    waitpid $init, 0;
    syswrite $life, "gone\\n" if $life;
    exit $? >> 8;
  }

  close $life if $life;
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
      for (grep { /^\\d+$/ && $_ > 2 && !($report && $_ == fileno $report) } readdir $own) { open(my $given, '<&=', $_) and close $given }
    }
    syswrite $report, "started $$\\n" if $report;
    exec { $_[0] } @_;
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
}
`;
