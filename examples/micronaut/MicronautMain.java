// Starts Micronaut's custom runtime for a function that takes streams. Its own main class serves requests of API Gateway.
package probe;

import io.micronaut.function.aws.runtime.AbstractRequestStreamHandlerMicronautLambdaRuntime;

public class MicronautMain extends AbstractRequestStreamHandlerMicronautLambdaRuntime<Object, Object> {
  public static void main(String[] arguments) throws Exception {
    new MicronautMain().run(arguments);
  }
}
