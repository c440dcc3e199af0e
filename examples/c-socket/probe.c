/* The probe function in C: does what its event asks, so that one function serves every test. The page docs/probe-function.md has the contract.
 *
 * C has no JSON of its own. The members of an event are found by a scanner, which also refuses an event that is no JSON. */
#include "runtime.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEEPEST 10000

/* A piece of JSON text; `text` is NULL for none. */
struct piece {
  const char *text;
  size_t length;
};

static const char *skip_spaces(const char *at) { return at + strspn(at, " \t\r\n"); }

static const char *skip_string(const char *at) {
  for (at++; *at != '"'; at++) {
    if ((unsigned char)*at < ' ' || (*at == '\\' && *++at == '\0')) return NULL;
  }
  return at + 1;
}

/* The end of the value that begins here, or NULL if there is none. */
static const char *skip_value(const char *at, int depth) {
  if (*at == '"') return skip_string(at);
  if (*at != '{' && *at != '[') {
    const size_t length = strspn(at, "0123456789+-.eE");
    if (length > 0) return at + length;
    for (const char **word = (const char *[]){"true", "false", "null", NULL}; *word != NULL; word++) {
      if (strncmp(at, *word, strlen(*word)) == 0) return at + strlen(*word);
    }
    return NULL;
  }
  const char end = *at == '{' ? '}' : ']';
  const int named = *at == '{';
  at = skip_spaces(at + 1);
  if (*at == end) return at + 1;
  for (;; at = skip_spaces(at + 1)) {
    if (named) {
      if (*at != '"' || (at = skip_string(at)) == NULL) return NULL;
      at = skip_spaces(at);
      if (*at++ != ':') return NULL;
      at = skip_spaces(at);
    }
    if (depth > DEEPEST || (at = skip_value(at, depth + 1)) == NULL) return NULL;
    at = skip_spaces(at);
    if (*at == end) return at + 1;
    if (*at != ',') return NULL;
  }
}

static int is_json(const char *text, size_t length) {
  const char *end = skip_value(skip_spaces(text), 0);
  return end != NULL && skip_spaces(end) == text + length;
}

/* A member of the event, which is JSON. */
static struct piece member(const char *event, const char *name) {
  const char *at = skip_spaces(event);
  if (*at != '{') return (struct piece){0};
  for (at = skip_spaces(at + 1); *at == '"'; at = skip_spaces(*at == ',' ? at + 1 : at)) {
    const char *key = at + 1;
    at = skip_string(at);
    const int found = (size_t)(at - key - 1) == strlen(name) && strncmp(key, name, strlen(name)) == 0;
    const char *value = skip_spaces(skip_spaces(at) + 1);
    at = skip_value(value, 0);
    if (found) return (struct piece){value, at - value};
    at = skip_spaces(at);
  }
  return (struct piece){0};
}

static long number(const char *event, const char *name, long otherwise) {
  const struct piece found = member(event, name);
  return found.text == NULL ? otherwise : strtol(found.text, NULL, 10);
}

static void append_utf8(struct buffer *to, unsigned long code) {
  unsigned char bytes[4];
  size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = length; i-- > 1; code >>= 6) bytes[i] = 0x80 | (code & 63);
  bytes[0] = length == 1 ? code : (0xf00 >> length & 0xff) | code;
  append(to, bytes, length);
}

/* Appends the text of a member that is a JSON string. */
static void append_string(struct buffer *to, const char *event, const char *name) {
  const struct piece found = member(event, name);
  for (const char *at = found.text + 1; found.text != NULL && at < found.text + found.length - 1; at++) {
    if (*at != '\\') {
      append(to, at, 1);
      continue;
    }
    const char *plain = "bfnrt", *from = strchr(plain, *++at);
    if (*at != 'u') {
      append(to, from == NULL ? at : &"\b\f\n\r\t"[from - plain], 1);
      continue;
    }
    unsigned int code = 0, low = 0;
    sscanf(at + 1, "%4x", &code), at += 4;
    if (code >= 0xd800 && code < 0xdc00 && sscanf(at + 1, "\\u%4x", &low) == 1) code = 0x10000 + ((code - 0xd800) << 10) + low - 0xdc00, at += 6;
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd; /* half a pair is no character */
    append_utf8(to, code);
  }
}

static void append_member(struct buffer *to, const char *name, const char *value, int quoted) {
  if (value == NULL) return;
  append_text(to, to->length == 1 ? "\"" : ",\""), append_text(to, name), append_text(to, "\":");
  if (quoted) append_json_string(to, value, strlen(value));
  else append_text(to, value);
}

static void append_context(struct buffer *to, const struct invocation *invocation) {
  const char *json[] = {invocation->client_context, invocation->identity};
  char *rest = NULL, remaining[30];
  const long long deadline = invocation->deadline_ms == NULL ? 0 : strtoll(invocation->deadline_ms, &rest, 10);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  snprintf(remaining, sizeof remaining, "%lld", deadline - (now.tv_sec * 1000LL + now.tv_nsec / 1000000));
  append_text(to, "{");
  append_member(to, "requestId", invocation->request_id, 1);
  append_member(to, "invokedFunctionArn", invocation->function_arn, 1);
  append_member(to, "traceId", invocation->trace_id, 1);
  append_member(to, "tenantId", invocation->tenant_id, 1);
  if (rest != NULL && *rest == '\0') append_member(to, "deadlineMs", invocation->deadline_ms, 0), append_member(to, "remainingMs", remaining, 0);
  for (int i = 0; i < 2; i++) {
    if (json[i] != NULL && is_json(json[i], strlen(json[i]))) append_member(to, i == 0 ? "clientContext" : "cognitoIdentity", json[i], 0);
  }
  append_member(to, "functionName", getenv("AWS_LAMBDA_FUNCTION_NAME"), 1);
  append_member(to, "functionVersion", getenv("AWS_LAMBDA_FUNCTION_VERSION"), 1);
  append_member(to, "memoryLimitMb", getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 0);
  append_member(to, "logGroupName", getenv("AWS_LAMBDA_LOG_GROUP_NAME"), 1);
  append_member(to, "logStreamName", getenv("AWS_LAMBDA_LOG_STREAM_NAME"), 1);
  append_text(to, "}");
}

/* Variables by the names in an array of strings. */
static void append_variables(struct buffer *to, const char *names) {
  append_text(to, "{");
  for (const char *at = strchr(names, '['); at != NULL && (at = strpbrk(at, "\"]")) != NULL && *at == '"';) {
    struct buffer name = {0};
    const char *end = skip_string(at);
    append(&name, at + 1, end - at - 2);
    const char *value = getenv(name.data);
    append_member(to, name.data, value == NULL ? "null" : value, value != NULL);
    free(name.data);
    at = end;
  }
  append_text(to, "}");
}

static void append_trace_of_child(struct buffer *to) {
  char trace[1000];
  FILE *child = popen("printf %s \"${_X_AMZN_TRACE_ID-unset}\"", "r");
  const size_t length = fread(trace, 1, sizeof trace, child);
  pclose(child);
  append_text(to, "{\"traceEnv\":");
  if (length == 5 && memcmp(trace, "unset", 5) == 0) append_text(to, "null");
  else append_json_string(to, trace, length);
  append_text(to, "}");
}

static void wait_ms(long ms) { nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL); }

static struct buffer mark;

static void write_mark(void) { fwrite(mark.data, 1, mark.length, stdout); }

static const char DESCRIPTION[] =
    "{\"probe\":1,\"language\":\"c\",\"actions\":[\"context\",\"env\",\"throw\",\"big\",\"text\",\"nothing\",\"sleep\",\"state\",\"log\",\"exit\",\"child\","
    "\"close-output\",\"exit-hook\"],\"properties\":[\"keeps-error-messages\",\"linked\",\"PROBE_INIT=throw\",\"PROBE_INIT=exit\",\"PROBE_INIT=sleep\",\"PROBE_INIT=log\"]}";

static int asks(const struct piece action, const char *name) {
  return action.text != NULL && action.length == strlen(name) + 2 && strncmp(action.text + 1, name, strlen(name)) == 0;
}

const char *handler(const struct invocation *invocation, struct buffer *result) {
  static int served;
  const char *event = invocation->event;
  if (!is_json(event, invocation->length)) {
    append_text(result, "the event is not JSON");
    return "InvalidEvent";
  }
  served++;
  const struct piece action = member(event, "probe");
  const char *failed = NULL;
  if (asks(action, "describe")) append_text(result, DESCRIPTION);
  else if (asks(action, "context")) append_context(result, invocation);
  else if (asks(action, "env")) append_variables(result, member(event, "names").text);
  else if (asks(action, "throw")) append_string(result, event, "message"), failed = "ProbeError";
  else if (asks(action, "text")) append(result, member(event, "value").text, member(event, "value").length);
  else if (asks(action, "nothing")) append_text(result, "null");
  else if (asks(action, "child")) append_trace_of_child(result);
  else if (asks(action, "exit")) _exit(number(event, "code", 0));
  else if (asks(action, "big")) {
    const long bytes = number(event, "bytes", 2) - 2; /* two are the quotes */
    append_text(result, "\"");
    for (long i = 0; i < bytes; i++) append_text(result, "x");
    append_text(result, "\"");
  } else if (asks(action, "sleep")) {
    char slept[50];
    wait_ms(number(event, "ms", 0));
    append_text(result, (snprintf(slept, sizeof slept, "{\"slept\":%ld}", number(event, "ms", 0)), slept));
  } else if (asks(action, "state")) {
    char state[100];
    append_text(result, (snprintf(state, sizeof state, "{\"bootId\":\"%d\",\"count\":%d}", getpid(), served), state));
  } else if (asks(action, "log")) {
    struct buffer text = {0};
    append_text(&text, ""), append_string(&text, event, "stdout");
    const size_t first = text.length;
    append_string(&text, event, "stderr");
    for (long i = number(event, "repeat", 1); i > 0; i--) {
      fwrite(text.data, 1, first, stdout);
      fwrite(text.data + first, 1, text.length - first, stderr);
    }
    free(text.data);
    append_text(result, "null");
  } else if (asks(action, "close-output")) {
    /* Replaces both descriptors by one that refuses writes, like a closed one: the next socket would get a freed number. */
    const int null = open("/dev/null", O_RDONLY);
    dup2(null, 1), dup2(null, 2), close(null);
    append_text(result, "null");
  } else if (asks(action, "exit-hook")) {
    append_string(&mark, event, "mark");
    atexit(write_mark);
    append_text(result, "null");
  } else append(result, event, invocation->length);
  return failed;
}

/* Does what PROBE_INIT asks for. */
const char *load(const char **error_type) {
  const char *order = getenv("PROBE_INIT");
  const char *colon = order == NULL ? NULL : strchr(order, ':');
  const long amount = colon == NULL ? 0 : strtol(colon + 1, NULL, 10);
  *error_type = "ProbeInitError";
  if (order == NULL) return NULL;
  if (strncmp(order, "throw", 5) == 0) return "probe init failed";
  if (strncmp(order, "exit", 4) == 0) _exit(amount);
  if (strncmp(order, "sleep", 5) == 0) wait_ms(amount);
  for (long i = 0; strncmp(order, "log", 3) == 0 && i < amount; i++) putchar('x'), fputc('x', stderr);
  return NULL;
}
