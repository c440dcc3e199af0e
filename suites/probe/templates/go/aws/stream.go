// The streams of the probe function. AWS's client streams a result that is an io.Reader.
package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Streaming holds the members of the actions that stream.
type Streaming struct {
	ContentType, Mark, Late string
	Chunks                  []any
	Times, FailAfter        *int
	DelayMs, Ms, StatusCode int
	Headers                 map[string]string
	Cookies                 []string
}

func stream(_ context.Context, event json.RawMessage) (any, error) {
	body, asked, err := begin(event)
	if asked.ContentType == "" {
		asked.ContentType = "application/octet-stream"
	}
	return &Typed{body, asked.ContentType}, err
}

func httpStream(_ context.Context, event json.RawMessage) (any, error) {
	body, asked, err := begin(event)
	// This type has no member for several values of one header.
	return &events.LambdaFunctionURLStreamingResponse{
		StatusCode: asked.StatusCode, Headers: asked.Headers, Cookies: asked.Cookies, Body: body,
	}, err
}

// begin starts to write what the event asks for, unless the function fails before.
func begin(event json.RawMessage) (*io.PipeReader, Streaming, error) {
	var asked Streaming
	if err := json.Unmarshal(event, &asked); err != nil {
		return nil, asked, err
	}
	if asked.FailAfter != nil && *asked.FailAfter == 0 {
		return nil, asked, streamFailure
	}
	body, pen := io.Pipe()
	go write(pen, asked)
	return body, asked, nil
}

// Typed is a stream with the content type that the client asks it for.
type Typed struct {
	*io.PipeReader
	contentType string
}

func (t *Typed) ContentType() string { return t.contentType }

var streamFailure = ProbeError{"ProbeStreamError", "the probe fails in its stream"}

// write writes the chunks, as often and as slowly as asked. Each write waits until the client has taken it; one that
// fails does not end the function.
func write(pen *io.PipeWriter, asked Streaming) {
	writes, offset := 0, 0
	for range valueOr(asked.Times, 1) {
		for _, chunk := range asked.Chunks {
			if asked.FailAfter != nil && writes >= *asked.FailAfter {
				break
			}
			bytes := bytesFrom(chunk, offset)
			pen.Write(bytes)
			writes, offset = writes+1, offset+len(bytes)
			time.Sleep(milliseconds(asked.DelayMs))
		}
	}
	if asked.FailAfter != nil {
		pen.CloseWithError(streamFailure)
		return
	}
	pen.Close()
	os.Stdout.WriteString(asked.Mark)
	if asked.Late != "" {
		time.AfterFunc(milliseconds(asked.Ms), func() { pen.Write([]byte(asked.Late)) })
	}
}

// bytesFrom makes the bytes of a chunk: a text, or so many bytes that count up from the first byte of the stream, modulo 251.
func bytesFrom(chunk any, offset int) []byte {
	if text, isText := chunk.(string); isText {
		return []byte(text)
	}
	length, _ := chunk.(float64)
	bytes := make([]byte, int(length))
	for i := range bytes {
		bytes[i] = byte((offset + i) % 251)
	}
	return bytes
}
