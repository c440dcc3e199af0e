/* Bytes that grow, and JSON strings. */
#include "runtime.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void reserve(struct buffer *in, size_t more) {
  if (in->capacity - in->length > more) return;
  in->capacity = (in->length + more) * 2 + 1;
  in->data = realloc(in->data, in->capacity);
  if (in->data == NULL) fail("out of memory");
}

void append(struct buffer *to, const void *data, size_t length) {
  reserve(to, length);
  if (length > 0) memcpy(to->data + to->length, data, length);
  to->length += length;
  to->data[to->length] = '\0';
}

void append_text(struct buffer *to, const char *text) { append(to, text, strlen(text)); }

void append_json_string(struct buffer *to, const char *data, size_t length) {
  append_text(to, "\"");
  for (size_t i = 0; i < length; i++) {
    char escaped[8];
    const unsigned char c = data[i];
    if (c == '"' || c == '\\') snprintf(escaped, sizeof escaped, "\\%c", c);
    else if (c < ' ') snprintf(escaped, sizeof escaped, "\\u%04x", c);
    else snprintf(escaped, sizeof escaped, "%c", c);
    append_text(to, escaped);
  }
  append_text(to, "\"");
}
