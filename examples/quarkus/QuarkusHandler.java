// Hands the events of Quarkus' loop for custom runtimes to the probe function, as streams.
package probe;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.quarkus.runtime.Startup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bean that lives as long as the application, and is created when it starts. */
@Startup
public class QuarkusHandler implements RequestStreamHandler {
  public QuarkusHandler() {
    Probe.PROPERTIES.add("linked");
    try {
      Probe.load();
    } catch (Exception failed) {
      throw QuarkusHandler.<RuntimeException>unchecked(failed);
    }
  }

  @Override
  public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
    try {
      result.write(Probe.answer(event.readAllBytes(), () -> show(context)));
    } catch (Exception failed) {
      throw QuarkusHandler.<RuntimeException>unchecked(failed);
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
    put(shown, "functionName", context.getFunctionName());
    put(shown, "functionVersion", context.getFunctionVersion());
    put(shown, "memoryLimitMb", context.getMemoryLimitInMB());
    put(shown, "logGroupName", context.getLogGroupName());
    put(shown, "logStreamName", context.getLogStreamName());
    var client = context.getClientContext();
    if (client != null) {
      var members = new LinkedHashMap<String, Object>();
      put(members, "client", client.getClient() == null ? null : application(client.getClient()));
      put(members, "custom", client.getCustom());
      put(members, "env", client.getEnvironment());
      shown.put("clientContext", members);
    }
    var identity = context.getIdentity();
    if (identity != null) {
      var members = new LinkedHashMap<String, Object>();
      put(members, "cognitoIdentityId", identity.getIdentityId());
      put(members, "cognitoIdentityPoolId", identity.getIdentityPoolId());
      if (!members.isEmpty()) shown.put("cognitoIdentity", members);
    }
    return shown;
  }

  private static Map<String, Object> application(Client client) {
    var members = new LinkedHashMap<String, Object>();
    put(members, "installation_id", client.getInstallationId());
    put(members, "app_title", client.getAppTitle());
    put(members, "app_version_name", client.getAppVersionName());
    put(members, "app_version_code", client.getAppVersionCode());
    put(members, "app_package_name", client.getAppPackageName());
    return members;
  }

  private static void put(Map<String, Object> shown, String name, Object value) {
    if (value != null) shown.put(name, value);
  }
}
