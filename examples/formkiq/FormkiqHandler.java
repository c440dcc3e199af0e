// Hands the events of formkiq's runtime to the probe function, as streams. Its context knows no more than it is asked for
// here: the other getters throw an UnsupportedOperationException.
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

public class FormkiqHandler implements RequestStreamHandler {
  public FormkiqHandler() throws Exception {
    Probe.load();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
    try {
      result.write(Probe.answer(event.readAllBytes(), () -> show(context)));
    } catch (Exception failed) {
      throw FormkiqHandler.<RuntimeException>unchecked(failed);
    }
  }

  /** Throws a checked exception as it is; a wrapper would be another class. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Map<String, Object> show(Context context) {
    var shown = new LinkedHashMap<String, Object>();
    put(shown, "requestId", context::getAwsRequestId);
    put(shown, "remainingMs", context::getRemainingTimeInMillis);
    put(shown, "invokedFunctionArn", context::getInvokedFunctionArn);
    put(shown, "clientContext", context::getClientContext);
    put(shown, "cognitoIdentity", context::getIdentity);
    put(shown, "functionName", context::getFunctionName);
    put(shown, "functionVersion", context::getFunctionVersion);
    put(shown, "memoryLimitMb", context::getMemoryLimitInMB);
    put(shown, "logGroupName", context::getLogGroupName);
    put(shown, "logStreamName", context::getLogStreamName);
    return shown;
  }

  /** A value that the context refuses is one that the runtime does not expose. */
  private static void put(Map<String, Object> shown, String name, Supplier<Object> getter) {
    try {
      var value = getter.get();
      if (value != null) shown.put(name, value);
    } catch (UnsupportedOperationException unknown) {
      return;
    }
  }
}
