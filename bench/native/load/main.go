// A client that posts events one after another on one connection, and prints how long each took, in microseconds. It costs so
// little that a benchmark measures the server. Usage: load <url> <bytes> <events>
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	url, size, events := os.Args[1], number(os.Args[2]), number(os.Args[3])
	event := append(append([]byte{'"'}, bytes.Repeat([]byte{'x'}, size-2)...), '"')
	client := &http.Client{Transport: &http.Transport{Proxy: nil, DisableCompression: true}}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for range events {
		began := time.Now()
		reply, err := client.Post(url, "application/json", bytes.NewReader(event))
		if err != nil {
			fail(err)
		}
		body, err := io.ReadAll(reply.Body)
		reply.Body.Close()
		took := time.Since(began)
		if err != nil || reply.StatusCode != http.StatusOK || !bytes.Equal(body, event) {
			fail(fmt.Errorf("status %d, %d bytes, not the event (%v)", reply.StatusCode, len(body), err))
		}
		fmt.Fprintln(out, took.Microseconds())
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		fail(err)
	}
	return value
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "load:", err)
	os.Exit(1)
}
