// The probe function for runtimes in Go: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions and properties. The
// file main.go hands events to it. `panic` and `unserializable` take a variant, one of those that `describe` lists; the
// first is what they do without one.
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

var (
	bootID = rand.Text()
	served atomic.Int64
)

// Asked holds the members of all actions.
type Asked struct {
	Probe, Type, Message, Value, Variant, Stdout, Stderr, Mark, Base64, Gate, Token string
	Bytes, Ms, Code                                                                 int
	Repeat, AfterMs, Depth                                                          *int
	Names                                                                           []string
}

// ProbeError is a failure that main.go reports under the class that the event names.
type ProbeError struct{ Type, Message string }

func (e ProbeError) Error() string { return e.Message }

// ProbePanic is a panic with an error; `panic` can also panic with other values.
type ProbePanic struct{ message string }

func (e ProbePanic) Error() string { return e.message }

var actions = strings.Fields("context env throw panic unserializable big text nothing sleep hold state log exit " +
	"background late-failure child cyclic-error close-output")

var panics = []string{"sync", "value"}

var unserializables = []string{"function", "cyclic", "nan"}

// probe answers an event. `show` reads what the runtime lets the function see.
func probe(event json.RawMessage, show func() map[string]any) (any, error) {
	count := served.Add(1)
	var asked Asked
	if named := (struct{ Probe string }{}); json.Unmarshal(event, &named) != nil || named.Probe == "" {
		return event, nil
	}
	// Members of an unknown action may have other types.
	_ = json.Unmarshal(event, &asked)
	switch asked.Probe {
	case "describe":
		return map[string]any{
			"probe": 1, "language": "go", "actions": append(actions, moreActions...), "properties": properties,
			"panics": panics, "unserializables": unserializables,
		}, nil
	case "context":
		return contexts(asked, show), nil
	case "env":
		found := map[string]any{}
		for _, name := range asked.Names {
			found[name] = variable(name)
		}
		return found, nil
	case "throw":
		return nil, ProbeError{asked.Type, asked.Message}
	case "panic":
		if asked.Variant == "value" {
			panic(valueOf(event, asked.Message))
		}
		panic(ProbePanic{asked.Message})
	case "unserializable":
		return unserializable(asked.Variant), nil
	case "big":
		return strings.Repeat("x", max(0, asked.Bytes-2)), nil // the two bytes are the quotes
	case "text":
		return asked.Value, nil
	case "nothing":
		return nil, nil
	case "sleep":
		time.Sleep(milliseconds(asked.Ms))
		return map[string]int{"slept": asked.Ms}, nil
	case "hold":
		return hold(asked, show)
	case "state":
		return map[string]any{"bootId": bootID, "count": count}, nil
	case "log":
		for range valueOr(asked.Repeat, 1) {
			os.Stdout.WriteString(asked.Stdout)
			os.Stderr.WriteString(asked.Stderr)
		}
		return nil, nil
	case "exit":
		os.Exit(asked.Code)
	case "background":
		time.AfterFunc(milliseconds(asked.Ms), func() { os.Stdout.WriteString(asked.Mark) })
		return nil, nil
	case "late-failure":
		// A panic in a goroutine of its own ends the process.
		time.AfterFunc(milliseconds(asked.Ms), func() { panic(ProbePanic{"probe late failure"}) })
		return nil, nil
	case "child":
		return map[string]any{"traceEnv": traceOfChild()}, nil
	case "cyclic-error":
		return nil, chained(asked.Depth)
	case "close-output":
		return nil, closeOutput()
	case "binary":
		if offers("binary") {
			decoded, err := base64.StdEncoding.DecodeString(asked.Base64)
			return bytesOf(decoded), err
		}
	}
	return event, nil
}

func contexts(asked Asked, show func() map[string]any) map[string]any {
	if asked.AfterMs == nil {
		return show()
	}
	return shownTwice(show, func() { time.Sleep(milliseconds(*asked.AfterMs)) })
}

// shownTwice is the context and the trace variable before and after a wait.
func shownTwice(show func() map[string]any, wait func()) map[string]any {
	read := func() map[string]any {
		shown := show()
		shown["traceEnv"] = variable("_X_AMZN_TRACE_ID")
		return shown
	}
	first := read()
	wait()
	return map[string]any{"first": first, "second": read()}
}

// hold tells the test that it runs, and waits until the test lets it go on.
func hold(asked Asked, show func() map[string]any) (any, error) {
	var failed error
	held := shownTwice(show, func() { failed = untilReleased(asked.Gate, asked.Token) })
	if asked.Message != "" {
		failed = ProbeError{"ProbeHeldFailure", asked.Message}
	}
	held["token"], held["bootId"] = asked.Token, bootID
	// All goroutines are one process.
	held["pid"], held["worker"] = os.Getpid(), strconv.Itoa(os.Getpid())
	return held, failed
}

// untilReleased connects to the test, names its token, and waits until the test closes the connection.
func untilReleased(gate, token string) error {
	connection, err := net.Dial("tcp", gate)
	if err != nil {
		return err
	}
	defer connection.Close()
	fmt.Fprintln(connection, token)
	_, err = io.Copy(io.Discard, connection)
	return err
}

func variable(name string) any {
	if value, set := os.LookupEnv(name); set {
		return value
	}
	return nil
}

// valueOf is the member `value` of an event, of any type, or else its message.
func valueOf(event json.RawMessage, message string) any {
	members := map[string]any{}
	_ = json.Unmarshal(event, &members)
	if value, given := members["value"]; given {
		return value
	}
	return message
}

func unserializable(variant string) any {
	switch variant {
	case "cyclic":
		cycle := map[string]any{}
		cycle["self"] = cycle
		return cycle
	case "nan":
		return map[string]float64{"value": math.NaN(), "infinity": math.Inf(1)}
	default:
		return func() {}
	}
}

// Cyclic is an error that is its own cause.
type Cyclic struct{ Self *Cyclic }

func (e *Cyclic) Error() string { return "probe cyclic error" }

func (e *Cyclic) Unwrap() error { return e.Self }

func chained(depth *int) error {
	if depth == nil {
		cyclic := &Cyclic{}
		cyclic.Self = cyclic
		return cyclic
	}
	err := errors.New("cause 0")
	for i := range *depth {
		err = &Caused{fmt.Sprint("cause ", i+1), err}
	}
	return err
}

// Caused is an error with a cause. Its text is its own: with fmt.Errorf, 10,000 causes would be 500 MB of text.
type Caused struct {
	message string
	cause   error
}

func (e *Caused) Error() string { return e.message }

func (e *Caused) Unwrap() error { return e.cause }

func traceOfChild() any {
	output, err := exec.Command("/bin/sh", "-c", `printf %s "${_X_AMZN_TRACE_ID-unset}"`).Output()
	if trace := string(output); err == nil && trace != "unset" {
		return trace
	}
	return nil
}

// closeOutput replaces both descriptors by one that refuses writes, like a closed one. Otherwise the next socket of the
// process would get the freed number, and a log line would go to the Runtime API.
func closeOutput() error {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	for _, descriptor := range []int{1, 2} {
		if err := syscall.Dup3(int(null.Fd()), descriptor, 0); err != nil {
			return err
		}
	}
	return null.Close()
}

// load does what PROBE_INIT asks for, and returns a failure.
func load() error {
	verb, argument, _ := strings.Cut(os.Getenv("PROBE_INIT"), ":")
	number, _ := strconv.Atoi(argument)
	switch verb {
	case "throw":
		if argument == "" {
			argument = "ProbeInitError"
		}
		return ProbeError{argument, "probe init failed"}
	case "exit":
		os.Exit(number)
	case "sleep":
		time.Sleep(milliseconds(number))
	case "log":
		os.Stdout.WriteString(strings.Repeat("x", number))
		os.Stderr.WriteString(strings.Repeat("x", number))
	}
	return nil
}

func milliseconds(ms int) time.Duration { return time.Duration(ms) * time.Millisecond }

func valueOr(given *int, otherwise int) int {
	if given == nil {
		return otherwise
	}
	return *given
}

func offers(action string) bool { return slices.Contains(moreActions, action) }
