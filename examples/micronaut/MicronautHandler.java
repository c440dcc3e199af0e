// Hands the events of Micronaut's custom runtime to the probe function, as streams.
package probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextProvider;
import io.micronaut.core.annotation.Introspected;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** The runtime finds it by `_HANDLER`, creates it by introspection, and takes its HTTP client from its context. */
@Introspected
public class MicronautHandler implements RequestStreamHandler, ApplicationContextProvider {
  private final ApplicationContext beans = ApplicationContext.run();

  public MicronautHandler() throws Exception {
    Probe.load();
  }

  @Override
  public ApplicationContext getApplicationContext() {
    return beans;
  }

  @Override
  public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
    try {
      result.write(Probe.answer(event.readAllBytes(), () -> show(context)));
    } catch (Exception failed) {
      throw MicronautHandler.<RuntimeException>unchecked(failed);
    }
  }

  /** Throws a checked exception as it is; a wrapper would be another class. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Map<String, Object> show(Context context) {
    var shown = new LinkedHashMap<String, Object>();
    put(shown, "requestId", context.getAwsRequestId());
    put(shown, "remainingMs", context.getRemainingTimeInMillis());
    put(shown, "invokedFunctionArn", context.getInvokedFunctionArn());
    put(shown, "clientContext", context.getClientContext());
    put(shown, "cognitoIdentity", context.getIdentity());
    put(shown, "functionName", context.getFunctionName());
    put(shown, "functionVersion", context.getFunctionVersion());
    put(shown, "memoryLimitMb", context.getMemoryLimitInMB());
    put(shown, "logGroupName", context.getLogGroupName());
    put(shown, "logStreamName", context.getLogStreamName());
    return shown;
  }

  private static void put(Map<String, Object> shown, String name, Object value) {
    if (value != null) shown.put(name, value);
  }
}
