// Starts the probe function behind a loop of its own; put your runtime in its place.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

public class Main {
  static final String API = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";
  static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static void main(String[] args) throws Exception {
    try {
      Probe.load();
    } catch (Throwable failed) {
      post("init/error", reportOf(failed));
      System.exit(1);
    }
    while (true) {
      var next = CLIENT.send(HttpRequest.newBuilder(URI.create(API + "invocation/next")).build(), BodyHandlers.ofByteArray());
      var id = header(next.headers(), "Aws-Request-Id");
      if (next.statusCode() != 200 || id == null) throw new Exception("next answered " + next.statusCode());
      var trace = header(next.headers(), "Trace-Id");
      // A JVM cannot change its variables; AWS's SDK reads this property.
      if (trace == null) System.clearProperty("com.amazonaws.xray.traceHeader");
      else System.setProperty("com.amazonaws.xray.traceHeader", trace);
      String outcome = "/response";
      byte[] body;
      try {
        body = Probe.answer(next.body(), () -> show(next.headers()));
      } catch (Throwable thrown) {
        outcome = "/error";
        body = reportOf(thrown);
      }
      // An event may leave this mark on the thread, and every further request would fail.
      Thread.interrupted();
      System.out.flush();
      post("invocation/" + id + outcome, body);
    }
  }

  static String header(HttpHeaders headers, String name) {
    return headers.firstValue("Lambda-Runtime-" + name).filter((value) -> !value.isEmpty()).orElse(null);
  }

  static Map<String, Object> show(HttpHeaders headers) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("requestId", header(headers, "Aws-Request-Id"));
    shown.put("invokedFunctionArn", header(headers, "Invoked-Function-Arn"));
    shown.put("traceId", header(headers, "Trace-Id"));
    shown.put("tenantId", header(headers, "Aws-Tenant-Id"));
    shown.put("functionName", System.getenv("AWS_LAMBDA_FUNCTION_NAME"));
    shown.put("functionVersion", System.getenv("AWS_LAMBDA_FUNCTION_VERSION"));
    shown.put("logGroupName", System.getenv("AWS_LAMBDA_LOG_GROUP_NAME"));
    shown.put("logStreamName", System.getenv("AWS_LAMBDA_LOG_STREAM_NAME"));
    shown.put("memoryLimitMb", decoded(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")));
    shown.put("clientContext", decoded(header(headers, "Client-Context")));
    shown.put("cognitoIdentity", decoded(header(headers, "Cognito-Identity")));
    if (decoded(header(headers, "Deadline-Ms")) instanceof Number deadline) {
      shown.put("deadlineMs", deadline);
      shown.put("remainingMs", deadline.longValue() - System.currentTimeMillis());
    }
    shown.values().removeIf((value) -> value == null);
    return shown;
  }

  static Object decoded(String json) {
    try {
      return json == null ? null : Json.parse(json);
    } catch (RuntimeException notJson) {
      return null;
    }
  }

  static byte[] reportOf(Throwable thrown) {
    var report = new LinkedHashMap<String, Object>();
    report.put("errorType", thrown.getClass().getName());
    report.put("errorMessage", thrown.getMessage() == null ? "" : thrown.getMessage());
    report.put("stackTrace", new ArrayList<>());
    return Json.write(report).getBytes(StandardCharsets.UTF_8);
  }

  static void post(String path, byte[] outcome) throws Exception {
    var post = HttpRequest.newBuilder(URI.create(API + path)).header("Content-Type", "application/json");
    CLIENT.send(post.POST(BodyPublishers.ofByteArray(outcome)).build(), BodyHandlers.discarding());
  }
}
