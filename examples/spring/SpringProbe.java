// Hands the events of Spring Cloud Function's custom runtime to the probe function, as streams: any other type would show what its converters
// make of an event.
package probe;

import com.amazonaws.services.lambda.runtime.Context;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.function.adapter.aws.AWSLambdaUtils;
import org.springframework.cloud.function.context.FunctionRegistration;
import org.springframework.cloud.function.context.FunctionalSpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

@SpringBootConfiguration
@EnableAutoConfiguration
public class SpringProbe implements ApplicationContextInitializer<GenericApplicationContext> {
  public static void main(String[] arguments) {
    FunctionalSpringApplication.run(SpringProbe.class, arguments);
  }

  /** Registers the function under the name in `_HANDLER`. */
  @Override
  public void initialize(GenericApplicationContext beans) {
    beans.registerBean("handler", FunctionRegistration.class, () -> new FunctionRegistration<>(new Handler()).type(Handler.class));
  }

  public static class Handler implements Function<Message<InputStream>, Message<byte[]>> {
    public Handler() {
      Probe.PROPERTIES.add("linked");
      try {
        Probe.load();
      } catch (Exception failed) {
        throw Handler.<RuntimeException>unchecked(failed);
      }
    }

    @Override
    public Message<byte[]> apply(Message<InputStream> event) {
      var context = event.getHeaders().get(AWSLambdaUtils.AWS_CONTEXT, Context.class);
      try {
        return MessageBuilder.withPayload(Probe.answer(event.getPayload().readAllBytes(), () -> show(context))).build();
      } catch (Exception failed) {
        throw Handler.<RuntimeException>unchecked(failed);
      }
    }

    /** Throws a checked exception as it is; a wrapper would be another class. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
      throw (T) thrown;
    }
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
