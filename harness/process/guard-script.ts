import { SANDBOX_VARIABLE } from './members.ts';

/**
 * The script of the guard: POSIX shell with `grep`, `tr` and `sleep`.
 *
 * It reads `! number` (a limit that tags processes to end), `% folder` (one more to remove at the end), `^ folder` (a control group to end), `? tag` (a process is about to
 * start), `+ group` (it started) and `- group tag` (none of its processes is left) until its input ends, that is, until the
 * harness dies. Then it kills the processes with the limit and those still registered: the descendants of each group, its
 * members, and on Linux all that carry a registered process tag. A child of the harness between `fork` and `exec` does not carry it yet, so the scan repeats
 * until it finds nothing three times. Every loop has a last round, so that the guard always ends.
 */
export const GUARD_SCRIPT = `
# A signal that stops the harness must not stop its guard first.
trap '' HUP INT QUIT TERM
groups=''
tags=''
rlimit=0
control_group=''
end_control_group() {
  case $control_group in */sandboxes-*) ;; *) return ;; esac
  echo 1 >"$control_group/cgroup.kill"
  rounds=0
  while grep -q 'populated 1' "$control_group/cgroup.events" && [ $rounds -lt 100 ]; do
    rounds=$((rounds + 1))
    sleep 0.02
  done
  # Only folders can be removed there, the deepest first.
  find "$control_group" -depth -type d -exec rmdir {} ';'
}
remove() { for folder do case $folder in */sandboxes-*) rm -r -f -- "$folder" ;; esac; done; }
# Word by word: patterns over a long list take dash milliseconds.
forget() {
  gone=$1
  kept=''
  shift
  for word do [ "$word" = "$gone" ] || kept="$kept$word "; done
}
# Its parameters are the folders.
trap 'remove "$@"' EXIT
while read -r verb first second; do
  case $verb in
    '!') rlimit=$first ;;
    # The name may hold blanks.
    '%') set -- "$@" "$first\${second:+ $second}" ;;
    '^') control_group="$first\${second:+ $second}" ;;
    '?') tags="$tags$first " ;;
    '+') groups="$groups$first " ;;
    '-')
      forget "$first" $groups
      groups=$kept
      forget "$second" $tags
      tags=$kept ;;
  esac
done
# Now, since the guard of another process of the run may end this one, and again at the exit.
remove "$@"
end_control_group 2>/dev/null

# In a PID namespace with the /proc of another one the ids there mean other processes.
ids=''
if { read -r self _ </proc/self/stat; } 2>/dev/null && [ "$self" = $$ ]; then ids=yes; fi

# A zombie without other threads, which stays where process 1 does not reap.
dead() {
  line=''
  read -r line 2>/dev/null <"/proc/$1/stat"
  set -- \${line##*) }
  case $1 in Z | X | x) [ "\${18}" -le 1 ] ;; *) false ;; esac
}

# All processes that inherited the limit: one kill for all of them, until eight scans find none:
# what forks and ends while grep is being started is not found. This shell may have it as well.
quiet=0
rounds=0
while [ "$rlimit" != 0 ] && [ "$ids" ] && [ $quiet -lt 8 ] && [ $rounds -lt 500 ]; do
  quiet=$((quiet + 1))
  rounds=$((rounds + 1))
  found=''
  for file in $(grep -l -s "^Max msgqueue size *$rlimit " /proc/[0-9]*/limits); do
    process=\${file#/proc/}
    process=\${process%/limits}
    [ "$process" = $$ ] || dead "$process" || found="$found $process"
  done
  if [ -n "$found" ]; then kill -s KILL $found 2>/dev/null && quiet=0; fi
done

# The names of all registered variables, one a line: a list of patterns for grep.
patterns=''
for tag in $tags; do
  patterns="$patterns\${patterns:+
}${SANDBOX_VARIABLE}=$tag"
done

# Each is stopped before its children are listed, or it could go on to have more.
descendants() {
  [ "$ids" ] || return
  for list in /proc/"$1"/task/*/children; do
    children=''
    # The file does not end in a line feed, for which read reports failure.
    read -r children 2>/dev/null <"$list"
    for child in $children; do
      kill -s STOP "$child" 2>/dev/null
      echo "$child"
      descendants "$child"
    done
  done
}

family=''
for group in $groups; do
  kill -s STOP -- "-$group" 2>/dev/null
  family="$family $(descendants "$group" 2>/dev/null)"
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
for process in $family; do kill -s KILL "$process" 2>/dev/null; done

if [ -z "$patterns" ] || [ -z "$ids" ] || ! [ -r /proc/self/environ ]; then exit 0; fi

# GNU grep looks into binary files and narrows the choice in one process; others end a line at its first NUL.
if [ "$(printf 'a\\0b\\n' | grep -c -F b)" = 1 ]; then
  candidates() { grep -l -s -F -e "$patterns" /proc/[0-9]*/environ; }
else
  candidates() { echo /proc/[0-9]*/environ; }
fi

quiet=0
rounds=0
while [ $quiet -lt 3 ] && [ $rounds -lt 500 ]; do
  quiet=$((quiet + 1))
  rounds=$((rounds + 1))
  for file in $(candidates 2>/dev/null); do
    if { tr '\\0' '\\n' <"$file"; } 2>/dev/null | grep -q -x -F -e "$patterns"; then
      process=\${file#/proc/}
      process=\${process%/environ}
      # Its children may have cleared their environment before its group was registered.
      kill -s STOP "$process" 2>/dev/null
      family=$(descendants "$process" 2>/dev/null)
      kill -s KILL "$process" 2>/dev/null && quiet=0
      for relative in $family; do kill -s KILL "$relative" 2>/dev/null; done
    fi
  done
  # After a find at once again: what was started meanwhile may be about to clear its environment.
  case $quiet in 1 | 2) sleep 0.1 ;; esac
done
`;
