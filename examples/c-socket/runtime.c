/* A runtime for AWS Lambda in plain C: one connection, one loop, no library.
 *
 * From bottom to top: main() is the loop, next() and post() are the calls of the Runtime API, exchange() is HTTP. */
#include "runtime.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define API "/2018-06-01/runtime"
#define ATTEMPTS 5

void fail(const char *what) {
  fprintf(stderr, "runtime: %s\n", what);
  exit(1);
}

/* ---- HTTP ---- */

struct reply {
  int status;
  struct buffer head; /* header lines, each with a NUL behind it */
  struct buffer body;
};

static const char *address; /* host:port, or [IPv6]:port */
static char host[256], port[16];
static int connection = -1;
static struct buffer input; /* what came and is not yet taken begins at `taken` */
static size_t taken;

static void hang_up(void) {
  if (connection >= 0) close(connection);
  connection = -1;
  input.length = taken = 0;
}

static int dial(void) {
  const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found;
  if (getaddrinfo(host, port, &hints, &found) != 0) return 0;
  for (struct addrinfo *one = found; one != NULL && connection < 0; one = one->ai_next) {
    connection = socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
    if (connection >= 0 && connect(connection, one->ai_addr, one->ai_addrlen) != 0) hang_up();
  }
  freeaddrinfo(found);
  /* The head and the body of a request are two writes; the second must not wait for an acknowledgement of the first. */
  if (connection >= 0) setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  return connection >= 0;
}

static int send_all(const char *data, size_t length) {
  while (length > 0) {
    const ssize_t sent = send(connection, data, length, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return 0;
    data += sent, length -= sent;
  }
  return 1;
}

/* Waits for more input, without a limit: Lambda freezes the process while it waits for an event. */
static int receive(void) {
  if (taken == input.length) input.length = taken = 0;
  reserve(&input, 65536);
  ssize_t got;
  do got = recv(connection, input.data + input.length, 65536, 0);
  while (got < 0 && errno == EINTR);
  if (got > 0) input.length += got;
  return got > 0;
}

static int take(struct buffer *to, size_t length) {
  while (length > 0) {
    if (taken == input.length && !receive()) return 0;
    const size_t ready = input.length - taken, part = ready < length ? ready : length;
    append(to, input.data + taken, part);
    taken += part, length -= part;
  }
  return 1;
}

/* Takes a line, without its end and the spaces before it. */
static int take_line(struct buffer *to) {
  const size_t from = to->length;
  do {
    if (!take(to, 1)) return 0;
  } while (to->data[to->length - 1] != '\n');
  while (to->length > from && strchr("\r\n \t", to->data[to->length - 1]) != NULL) to->length--;
  to->data[to->length] = '\0';
  return 1;
}

/* The value of a header, or NULL if it is missing or empty. */
static const char *header(const struct reply *reply, const char *name) {
  const size_t length = strlen(name);
  for (size_t at = 0; at < reply->head.length; at += strlen(reply->head.data + at) + 1) {
    const char *line = reply->head.data + at;
    if (strncasecmp(line, name, length) != 0 || line[length] != ':') continue;
    const char *value = line + length + 1 + strspn(line + length + 1, " \t");
    return *value == '\0' ? NULL : value;
  }
  return NULL;
}

static int take_head(struct reply *reply) {
  static struct buffer line;
  line.length = reply->head.length = 0;
  if (!take_line(&line) || sscanf(line.data, "HTTP/1.%*d %d", &reply->status) != 1) return 0;
  for (;;) {
    const size_t from = reply->head.length;
    if (!take_line(&reply->head)) return 0;
    if (reply->head.length == from) return 1;
    append(&reply->head, "", 1);
  }
}

static int take_chunks(struct buffer *body) {
  static struct buffer line;
  for (;;) {
    line.length = 0;
    if (!take_line(&line)) return 0;
    const size_t size = strtoul(line.data, NULL, 16);
    line.length = 0;
    if (size == 0) break;
    if (!take(body, size) || !take_line(&line)) return 0;
  }
  do { /* the trailers, up to an empty line */
    line.length = 0;
    if (!take_line(&line)) return 0;
  } while (line.length > 0);
  return 1;
}

static int take_reply(struct reply *reply) {
  do {
    if (!take_head(reply)) return 0;
  } while (reply->status < 200); /* an interim reply */
  const char *coding = header(reply, "Transfer-Encoding"), *length = header(reply, "Content-Length");
  const char *persistence = header(reply, "Connection");
  int complete = 1, closes = persistence != NULL && strcasecmp(persistence, "close") == 0;
  reply->body.length = 0;
  append(&reply->body, "", 0);
  if (reply->status == 204) complete = 1;
  else if (coding != NULL && strcasecmp(coding, "chunked") == 0) complete = take_chunks(&reply->body);
  else if (length != NULL) complete = take(&reply->body, strtoul(length, NULL, 10));
  else while (closes = 1, taken < input.length || receive()) take(&reply->body, input.length - taken);
  if (closes) hang_up();
  return complete;
}

/* Sends a request and takes the reply. A kept connection may have died while the process was frozen; then once more, over another. */
static int exchange(const char *head, const char *body, size_t length, struct reply *reply) {
  for (;;) {
    const int kept = connection >= 0;
    if (!kept && !dial()) return 0;
    /* A server that refuses a body may answer and close before it has read it all, so a failed write is not the end. */
    if (send_all(head, strlen(head))) send_all(body, length);
    const int answered = taken < input.length || receive();
    if (answered && take_reply(reply)) return 1;
    hang_up();
    if (answered || !kept) return 0;
  }
}

/* ---- The Runtime API ---- */

static void pause_before(int attempt) {
  const long ms = 50L << attempt;
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

/* Gets the next event. What is not an event is asked for again, after growing pauses; a 500 is the end of this environment. */
static struct invocation next(struct reply *reply) {
  static char head[512];
  snprintf(head, sizeof head, "GET " API "/invocation/next HTTP/1.1\r\nHost: %s\r\nUser-Agent: c-socket\r\n\r\n", address);
  for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) pause_before(attempt);
    if (!exchange(head, "", 0, reply)) continue;
    if (reply->status >= 500) fail("next is answered with an error of the service");
    const char *request_id = header(reply, "Lambda-Runtime-Aws-Request-Id");
    if (reply->status != 200 || request_id == NULL) continue;
    return (struct invocation){
        .event = reply->body.data,
        .length = reply->body.length,
        .request_id = request_id,
        .deadline_ms = header(reply, "Lambda-Runtime-Deadline-Ms"),
        .function_arn = header(reply, "Lambda-Runtime-Invoked-Function-Arn"),
        .trace_id = header(reply, "Lambda-Runtime-Trace-Id"),
        .client_context = header(reply, "Lambda-Runtime-Client-Context"),
        .identity = header(reply, "Lambda-Runtime-Cognito-Identity"),
        .tenant_id = header(reply, "Lambda-Runtime-Aws-Tenant-Id"),
    };
  }
  fail("there is no next event");
  return (struct invocation){0};
}

/* Posts an outcome. One that is refused is lost, and the loop goes on. */
static void post(const char *path, const char *headers, const struct buffer *body) {
  static struct buffer head;
  static struct reply reply;
  char length[100];
  snprintf(length, sizeof length, "User-Agent: c-socket\r\nContent-Length: %zu\r\n", body->length);
  const char *parts[] = {"POST " API, path, " HTTP/1.1\r\nHost: ", address, "\r\n", length, headers, "\r\n"};
  head.length = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) append_text(&head, parts[i]);
  int answered = 0;
  for (int attempt = 0; attempt < ATTEMPTS && !answered; attempt++) {
    if (attempt > 0) pause_before(attempt);
    answered = exchange(head.data, body->data, body->length, &reply);
  }
  if (!answered) fail("an outcome cannot be posted");
  if (reply.status >= 500) fail("an outcome is answered with an error of the service");
  if (reply.status >= 300) fprintf(stderr, "runtime: %s is answered with %d: %s\n", path, reply.status, reply.body.data);
}

/* Reports a failure. Its type is one of our own names, so a header can carry it. */
static void post_error(const char *path, const char *category, const char *type, const char *message, size_t length) {
  static struct buffer body;
  char headers[300];
  body.length = 0;
  append_text(&body, "{\"errorType\":"), append_json_string(&body, type, strlen(type));
  append_text(&body, ",\"errorMessage\":"), append_json_string(&body, message, length);
  append_text(&body, ",\"stackTrace\":[]}");
  fprintf(stderr, "%s\n", body.data);
  snprintf(headers, sizeof headers, "Content-Type: application/vnd.aws.lambda.error+json\r\n"
           "Lambda-Runtime-Function-Error-Type: %s.%.100s\r\n", category, type);
  post(path, headers, &body);
}

/* The path of an invocation. The service chooses the id; what a path cannot hold is escaped. */
static void append_path(struct buffer *to, const char *request_id, const char *what) {
  append_text(to, "/invocation/");
  for (; *request_id != '\0'; request_id++) {
    char escaped[4];
    const unsigned char c = *request_id;
    const int plain = c < 128 && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~", c) != NULL;
    snprintf(escaped, sizeof escaped, plain ? "%c" : "%%%02X", c);
    append_text(to, escaped);
  }
  append_text(to, what);
}

static void serve(const struct invocation *invocation) {
  static struct buffer result, path;
  result.length = path.length = 0;
  append_text(&result, "");
  if (invocation->trace_id != NULL) setenv("_X_AMZN_TRACE_ID", invocation->trace_id, 1);
  else unsetenv("_X_AMZN_TRACE_ID");
  const char *failed = handler(invocation, &result);
  append_path(&path, invocation->request_id, failed == NULL ? "/response" : "/error");
  /* What the function wrote must be out before the process freezes. */
  fflush(NULL);
  if (failed == NULL) post(path.data, "Content-Type: application/json\r\n", &result);
  else post_error(path.data, "Function", failed, result.data, result.length);
}

/* Lambda sends SIGTERM only where an extension asks for it. As process 1 a program must say that it ends. */
static void on_sigterm(int number) {
  (void)number;
  _exit(0);
}

int main(void) {
  const char *error_type = "InitError";
  address = getenv("AWS_LAMBDA_RUNTIME_API");
  const char *colon = address == NULL ? NULL : strrchr(address, ':');
  if (colon == NULL || sscanf(colon, ":%15[0-9]", port) != 1) fail("AWS_LAMBDA_RUNTIME_API is not host:port");
  const int brackets = *address == '[';
  snprintf(host, sizeof host, "%.*s", (int)(colon - address) - 2 * brackets, address + brackets);
  signal(SIGTERM, on_sigterm);
  const char *failed = load(&error_type);
  fflush(NULL);
  if (failed != NULL) {
    post_error("/init/error", "Runtime", error_type, failed, strlen(failed));
    return 1;
  }
  struct reply reply = {0};
  for (;;) {
    const struct invocation invocation = next(&reply);
    serve(&invocation);
  }
}
