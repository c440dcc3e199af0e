// The probe function for runtimes in Java: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions and properties. A file
// beside it hands events to it. `unserializable` is missing: this function writes its JSON itself.
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

public class Probe {
  static final List<String> ACTIONS = List.of("context", "env", "throw", "panic", "big", "text", "nothing",
      "sleep", "hold", "state", "log", "exit", "background", "late-failure", "child", "cyclic-error", "interrupt",
      "close-output", "exit-hook", "binary");
  /** The file that hands events to the probe may add some. */
  static final List<String> PROPERTIES = new ArrayList<>(List.of("names-error-classes", "keeps-error-messages",
      "system-properties", "PROBE_INIT=throw", "PROBE_INIT=throw:TYPE", "PROBE_INIT=exit", "PROBE_INIT=sleep",
      "PROBE_INIT=log"));
  /** What the file that hands events to the probe offers beside these. */
  static final Map<String, Action> MORE_ACTIONS = new LinkedHashMap<>();
  /** The hooks of SnapStart that have run, in their order. */
  static final List<String> HOOKS_RUN = new ArrayList<>();
  static final String BOOT_ID = UUID.randomUUID().toString();
  static final AtomicLong SERVED = new AtomicLong();

  /** The result for an event, as bytes. `show` reads what the runtime lets the function see. */
  static byte[] answer(byte[] event, Supplier<Map<String, Object>> show) throws Exception {
    Object decoded;
    try {
      decoded = Json.parse(new String(event, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | StackOverflowError notJson) {
      decoded = event;
    }
    var result = probe(decoded, show);
    if (result == decoded && result != null) return event;
    return result instanceof byte[] bytes ? bytes : Json.write(result).getBytes(StandardCharsets.UTF_8);
  }

  private static Object probe(Object event, Supplier<Map<String, Object>> show) throws Exception {
    var count = SERVED.incrementAndGet();
    if (!(event instanceof Map<?, ?> asked) || !(asked.get("probe") instanceof String action)) return event;
    switch (action) {
      case "describe":
        var actions = new ArrayList<>(ACTIONS);
        actions.addAll(MORE_ACTIONS.keySet());
        return Map.of("probe", 1, "language", "java", "actions", actions, "properties", PROPERTIES);
      case "context":
        return contexts(asked.get("afterMs"), show);
      case "env":
        var found = new LinkedHashMap<String, Object>();
        for (var name : (List<?>) asked.get("names")) found.put((String) name, variable((String) name));
        return found;
      case "throw":
        throw failure(text(asked, "type"), text(asked, "message"));
      case "panic":
        // An Error is not an Exception: `catch (Exception e)` does not catch it.
        throw new Error(text(asked, "message"));
      case "big":
        // The two bytes are the quotes that JSON puts around a string.
        return "x".repeat(Math.max(0, number(asked, "bytes", 2) - 2));
      case "text":
        return text(asked, "value");
      case "nothing":
        return null;
      case "sleep":
        Thread.sleep(number(asked, "ms", 0));
        return Map.of("slept", number(asked, "ms", 0));
      case "hold":
        return hold(asked, show);
      case "state":
        return Map.of("bootId", BOOT_ID, "count", count, "hooks", HOOKS_RUN);
      case "log":
        for (int i = 0; i < number(asked, "repeat", 1); i++) {
          System.out.print(text(asked, "stdout"));
          System.err.print(text(asked, "stderr"));
        }
        return null;
      case "exit":
        Runtime.getRuntime().halt(number(asked, "code", 0));
        return null;
      case "background":
        later(asked, () -> writeNow(text(asked, "mark")));
        return null;
      case "late-failure":
        later(asked, () -> {
          throw new IllegalStateException("probe late failure");
        });
        return null;
      case "child":
        return one("traceEnv", traceOfChild());
      case "cyclic-error":
        throw chained(asked.get("depth"));
      case "interrupt":
        Thread.currentThread().interrupt();
        return null;
      case "close-output":
        System.out.close();
        System.err.close();
        return null;
      case "binary":
        return Base64.getDecoder().decode(text(asked, "base64"));
      case "exit-hook":
        Runtime.getRuntime().addShutdownHook(new Thread(() -> writeNow(text(asked, "mark"))));
        return null;
      default:
        var more = MORE_ACTIONS.get(action);
        return more == null ? event : more.answer(asked);
    }
  }

  interface Action {
    Object answer(Map<?, ?> asked) throws Exception;
  }

  static String text(Map<?, ?> asked, String name) {
    return asked.get(name) instanceof String text ? text : "";
  }

  static int number(Map<?, ?> asked, String name, int otherwise) {
    return asked.get(name) instanceof Number number ? number.intValue() : otherwise;
  }

  /** A map that may hold null. */
  static Map<String, Object> one(String name, Object value) {
    var map = new LinkedHashMap<String, Object>();
    map.put(name, value);
    return map;
  }

  /** A variable, or the system property of that name, where a JVM keeps what it cannot write to its variables. */
  static String variable(String name) {
    var value = System.getenv(name);
    return value == null ? System.getProperty(name) : value;
  }

  static Object contexts(Object afterMs, Supplier<Map<String, Object>> show) throws Exception {
    if (!(afterMs instanceof Number pause)) return show.get();
    return shownTwice(show, () -> Thread.sleep(pause.longValue()));
  }

  interface Wait {
    void end() throws Exception;
  }

  /** The context and the trace variable before and after a wait. */
  static Map<String, Object> shownTwice(Supplier<Map<String, Object>> show, Wait wait) throws Exception {
    var first = show.get();
    first.put("traceEnv", variable("_X_AMZN_TRACE_ID"));
    wait.end();
    var second = show.get();
    second.put("traceEnv", variable("_X_AMZN_TRACE_ID"));
    var shown = one("first", first);
    shown.put("second", second);
    return shown;
  }

  /** Tells the test by a connection that it runs, and waits until the test closes it. */
  static Object hold(Map<?, ?> asked, Supplier<Map<String, Object>> show) throws Exception {
    var held = shownTwice(show, () -> untilReleased(asked));
    if (asked.get("message") instanceof String message) throw failure("ProbeHeldFailure", message);
    held.put("token", text(asked, "token"));
    held.put("bootId", BOOT_ID);
    held.put("pid", ProcessHandle.current().pid());
    held.put("worker", ProcessHandle.current().pid() + "." + Thread.currentThread().getId());
    return held;
  }

  static void untilReleased(Map<?, ?> asked) throws IOException {
    var gate = text(asked, "gate").split(":");
    try (var connection = new Socket(gate[0], Integer.parseInt(gate[1]))) {
      connection.getOutputStream().write((text(asked, "token") + "\n").getBytes(StandardCharsets.UTF_8));
      connection.getInputStream().readAllBytes();
    }
  }

  static void later(Map<?, ?> asked, Runnable work) {
    var thread = new Thread(() -> {
      try {
        Thread.sleep(number(asked, "ms", 0));
      } catch (InterruptedException interrupted) {
        return;
      }
      work.run();
    });
    thread.setDaemon(true);
    thread.start();
  }

  /** Flushes by itself: a runtime cannot know at this point that there is output. */
  static void writeNow(String mark) {
    System.out.print(mark);
    System.out.flush();
  }

  static Exception chained(Object depth) {
    if (!(depth instanceof Number causes)) {
      // An exception cannot be its own cause, but two can be the cause of each other.
      var error = new IllegalStateException("probe cyclic error");
      error.initCause(new IllegalStateException("probe cyclic cause", error));
      return error;
    }
    var error = new IllegalStateException("cause 0");
    for (int i = 1; i <= causes.intValue(); i++) error = new IllegalStateException("cause " + i, error);
    return error;
  }

  static String traceOfChild() throws IOException {
    var child = new ProcessBuilder("/bin/sh", "-c", "printf %s \"${_X_AMZN_TRACE_ID-unset}\"").start();
    var trace = new String(child.getInputStream().readAllBytes());
    return trace.equals("unset") ? null : trace;
  }

  /** An exception of a class with this name, made on demand; of an ordinary class if the JVM refuses the name. */
  static Exception failure(String type, String message) {
    try {
      return (Exception) new ErrorClasses().define(type).getConstructor(String.class).newInstance(message);
    } catch (ReflectiveOperationException | LinkageError | SecurityException | IOException refused) {
      return new IllegalArgumentException(message);
    }
  }

  static class ErrorClasses extends ClassLoader {
    ErrorClasses() {
      super(Probe.class.getClassLoader());
    }

    /** Writes `public class <type> extends RuntimeException { public <type>(String message) { super(message); } }`. */
    Class<?> define(String type) throws IOException {
      var bytes = new ByteArrayOutputStream();
      var file = new DataOutputStream(bytes);
      file.writeInt(0xCAFEBABE);
      file.writeInt(52);
      // The constant pool. Tag 1 is a text, 7 a class, 12 a name with its type, 10 a method.
      file.writeShort(10);
      for (var text : List.of(type.replace('.', '/'), "java/lang/RuntimeException")) {
        file.writeByte(1);
        file.writeUTF(text);
      }
      for (int text = 1; text <= 2; text++) {
        file.writeByte(7);
        file.writeShort(text);
      }
      for (var text : List.of("<init>", "(Ljava/lang/String;)V", "Code")) {
        file.writeByte(1);
        file.writeUTF(text);
      }
      file.write(new byte[] {12, 0, 5, 0, 6, 10, 0, 4, 0, 8});
      // Public; this class, its superclass; no interfaces, no fields, one method.
      file.write(new byte[] {0, 0x21, 0, 3, 0, 4, 0, 0, 0, 0, 0, 1});
      // The public constructor, with one attribute: its code of 6 bytes, for 2 values on the stack and 2 variables.
      file.write(new byte[] {0, 1, 0, 5, 0, 6, 0, 1, 0, 7, 0, 0, 0, 18, 0, 2, 0, 2, 0, 0, 0, 6});
      // aload_0, aload_1, invokespecial 9, return; no handlers, no attributes; then no attributes of the class.
      file.write(new byte[] {0x2a, 0x2b, (byte) 0xb7, 0, 9, (byte) 0xb1, 0, 0, 0, 0, 0, 0});
      return defineClass(null, bytes.toByteArray(), 0, bytes.size());
    }
  }

  /** Does what PROBE_INIT asks for; a class that hands events to the probe calls it while it is loaded. */
  static void load() throws Exception {
    var order = System.getenv().getOrDefault("PROBE_INIT", "").split(":", 2);
    var argument = order.length > 1 ? order[1] : "";
    switch (order[0]) {
      case "throw":
        throw failure(argument.isEmpty() ? "ProbeInitError" : argument, "probe init failed");
      case "exit":
        Runtime.getRuntime().halt(Integer.parseInt(argument));
        break;
      case "sleep":
        Thread.sleep(Long.parseLong(argument));
        break;
      case "log":
        System.out.print("x".repeat(Integer.parseInt(argument)));
        System.err.print("x".repeat(Integer.parseInt(argument)));
        System.out.flush();
        break;
      default:
    }
  }
}
