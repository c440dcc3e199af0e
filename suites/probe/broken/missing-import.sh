# Sources a missing file: a runtime must report a failed init that names the file.
source "$LAMBDA_TASK_ROOT/module_that_is_not_there.sh"

handler() {
  printf '%s' "$1"
}
