# The echo function for runtimes in bash: writes its event to stdout, byte for byte.
#
# Use it as `echo.handler`. The event is the first argument, and stdout is the result, as in AWS's tutorial.

handler() {
  printf '%s' "$1"
}
