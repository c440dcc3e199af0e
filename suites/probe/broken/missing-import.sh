# Sources what is not there: a runtime has to report this as a failed init, and name the file.
source "$LAMBDA_TASK_ROOT/module_that_is_not_there.sh"

handler() {
  printf '%s' "$1"
}
