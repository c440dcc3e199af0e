// The probe function for runtimes in Java: does what its event asks, so that one function serves every test.
//
// An event without a known action comes back unchanged; {"probe":"describe"} lists the actions. The loop in main is
// there so that the program runs as it is; put your runtime in its place. Java has no JSON of its own: the events that
// ask for an action are flat, and a pattern finds their members.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

public class Probe {
  static final String ACTIONS = "\"throw\",\"panic\",\"big\",\"text\",\"nothing\",\"sleep\",\"state\",\"exit\"";
  static final Pattern ASKED = Pattern.compile("\\s*\\{\\s*\"probe\"\\s*:\\s*\"([a-z-]+)\"");
  static int served = 0;

  static String probe(String event) throws Exception {
    served++;
    var asked = ASKED.matcher(event);
    switch (asked.lookingAt() ? asked.group(1) : "") {
      case "describe":
        return "{\"probe\":1,\"language\":\"java\",\"actions\":[" + ACTIONS + "]}";
      case "throw":
        throw new Exception(unquoted(member(event, "message", "\"\"")));
      case "panic":
        // An Error is not an Exception: `catch (Exception e)` does not catch it.
        throw new Error(unquoted(member(event, "message", "\"\"")));
      case "big":
        // The two bytes are the quotes that JSON puts around a string.
        return '"' + "x".repeat(Integer.parseInt(member(event, "bytes", "2")) - 2) + '"';
      case "text":
        return member(event, "value", "\"\"");
      case "nothing":
        return "null";
      case "sleep":
        Thread.sleep(Long.parseLong(member(event, "ms", "0")));
        return "{\"slept\":" + member(event, "ms", "0") + "}";
      case "state":
        return "{\"bootId\":\"" + ProcessHandle.current().pid() + "\",\"count\":" + served + "}";
      case "exit":
        Runtime.getRuntime().halt(Integer.parseInt(member(event, "code", "0")));
      default:
        return event;
    }
  }

  /** A member as it is written: a number, or a text with its quotes. */
  static String member(String event, String name, String otherwise) {
    var found = Pattern.compile('"' + name + "\"\\s*:\\s*(\"(?:[^\"\\\\]|\\\\.)*+\"|-?\\d+)").matcher(event);
    return found.find() ? found.group(1) : otherwise;
  }

  static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }

  public static void main(String[] args) throws Exception {
    var api = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/";
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    while (true) {
      var next = client.send(HttpRequest.newBuilder(URI.create(api + "next")).build(), BodyHandlers.ofString());
      var id = next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElse("");
      if (next.statusCode() != 200 || id.isEmpty()) throw new Exception("next answered " + next.statusCode());
      String url;
      String body;
      try {
        body = probe(next.body());
        url = api + id + "/response";
      } catch (Throwable thrown) {
        // The text from the event is still escaped.
        body = "{\"errorType\":\"ProbeError\",\"errorMessage\":\"" + thrown.getMessage() + "\",\"stackTrace\":[]}";
        url = api + id + "/error";
      }
      var post = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json");
      client.send(post.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding());
    }
  }
}
