// Hands the events of AWS's client for Java to the probe function, as streams: a typed handler would show what its
// decoder makes of an event.
import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class Handler implements RequestStreamHandler {
  public Handler() throws Exception {
    Probe.load();
    Hooks.register();
    Probe.MORE_ACTIONS.put("logger", Handler::logAll);
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

  /** Writes the message at each level, followed by its name, and an error if the event has one. */
  private static Object logAll(Map<?, ?> asked) throws IOException {
    if (asked.containsKey("gate")) Probe.untilReleased(asked);
    var logger = LambdaRuntime.getLogger();
    var levels = List.of(LogLevel.TRACE, LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN, LogLevel.ERROR, LogLevel.FATAL);
    for (var level : levels) logger.log(Probe.text(asked, "message") + " " + level, level);
    // The logger takes no exceptions.
    if (asked.containsKey("error")) logger.log(Probe.text(asked, "message") + " " + Probe.text(asked, "error"), LogLevel.ERROR);
    return Map.of("levels", levels.stream().map(LogLevel::name).toList());
  }

  private static Map<String, Object> show(Context context) {
    var shown = new LinkedHashMap<String, Object>();
    put(shown, "requestId", context.getAwsRequestId());
    put(shown, "remainingMs", context.getRemainingTimeInMillis());
    put(shown, "invokedFunctionArn", context.getInvokedFunctionArn());
    put(shown, "traceId", context.getXrayTraceId());
    put(shown, "tenantId", context.getTenantId());
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
