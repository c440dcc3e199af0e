/* What the runtime and its function share. */
#ifndef RUNTIME_H
#define RUNTIME_H
#include <stddef.h>

/* Bytes that grow; always followed by a NUL that does not count. */
struct buffer {
  char *data;
  size_t length, capacity;
};

/* Makes room for more bytes than these. */
void reserve(struct buffer *in, size_t more);
void append(struct buffer *to, const void *data, size_t length);
void append_text(struct buffer *to, const char *text);
/* Appends bytes as a JSON string, with its quotes. */
void append_json_string(struct buffer *to, const char *data, size_t length);

/* Ends the process with a message. */
void fail(const char *what);

/* One invocation. Every text but the request id is NULL if Lambda did not send it. */
struct invocation {
  const char *event;
  size_t length;
  const char *request_id, *deadline_ms, *function_arn, *trace_id, *client_context, *identity, *tenant_id;
};

/* The function sets up, and says NULL, or what went wrong. */
const char *load(const char **error_type);

/* The function answers an event: it appends JSON to `result` and returns NULL, or it appends a message and returns the type of its error. */
const char *handler(const struct invocation *invocation, struct buffer *result);

#endif
