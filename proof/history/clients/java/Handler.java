// Hands the events of any release of AWS's client for Java to the probe function; it uses nothing that came later.
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

public class Handler implements RequestStreamHandler {
  public Handler() throws Exception {
    Probe.load();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
    try {
      result.write(Probe.answer(event.readAllBytes(), () -> show(context)));
    } catch (Exception failed) {
      throw Handler.<RuntimeException>unchecked(failed);
    }
  }

  /** Throws a checked exception as it is; a wrapper would be another class. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Map<String, Object> show(Context context) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("requestId", context.getAwsRequestId());
    shown.put("remainingMs", context.getRemainingTimeInMillis());
    shown.put("invokedFunctionArn", context.getInvokedFunctionArn());
    shown.put("functionName", context.getFunctionName());
    shown.put("functionVersion", context.getFunctionVersion());
    shown.put("memoryLimitMb", context.getMemoryLimitInMB());
    shown.put("logGroupName", context.getLogGroupName());
    shown.put("logStreamName", context.getLogStreamName());
    return shown;
  }
}
