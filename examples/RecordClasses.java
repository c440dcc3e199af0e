// Starts a bootstrap for the JVM once, hands it an event and ends it, so that it can record the classes that it loads (AppCDS). With the
// recorded classes a JVM starts in a third of the time. `java RecordClasses.java <command> <arguments…>`
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

public class RecordClasses {
  public static void main(String[] command) throws Exception {
    var posted = new CountDownLatch(1);
    var threads = Executors.newCachedThreadPool();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, posted));
    server.start();
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + server.getAddress().getPort());
    var bootstrap = builder.start();
    var served = posted.await(60, TimeUnit.SECONDS);
    // SIGTERM: the JVM writes the archive when it ends.
    bootstrap.destroy();
    bootstrap.waitFor(60, TimeUnit.SECONDS);
    bootstrap.destroyForcibly();
    server.stop(0);
    threads.shutdownNow();
    if (!served) throw new IllegalStateException("The bootstrap has answered no event.");
  }

  private static void answer(HttpExchange exchange, CountDownLatch posted) throws IOException {
    exchange.getRequestBody().readAllBytes();
    var polls = exchange.getRequestURI().getPath().endsWith("/next");
    // The second poll stays open.
    if (polls && posted.getCount() == 0) return;
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    if (polls) {
      headers.set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
      headers.set("Lambda-Runtime-Deadline-Ms", String.valueOf(System.currentTimeMillis() + 60_000));
      headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:probe");
    }
    var body = (polls ? "{\"probe\":\"context\"}" : "{\"status\":\"OK\"}").getBytes();
    exchange.sendResponseHeaders(polls ? 200 : 202, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
    if (!polls) posted.countDown();
  }
}
