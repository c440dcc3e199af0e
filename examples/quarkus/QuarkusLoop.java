// Starts the loop of Quarkus' Lambda extension on the JVM. The extension does so itself in a native image only.
package probe;

import io.quarkus.amazon.lambda.runtime.AmazonLambdaMapperRecorder;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.Deque;

@ApplicationScoped
public class QuarkusLoop {
  private final Deque<Runnable> atShutdown = new ArrayDeque<>();

  /** Before the function is created, as in a native image; the thread of the loop waits until Quarkus has started. */
  void start(@Observes @Priority(1) StartupEvent event) {
    var context = new ShutdownContext() {
      @Override
      public void addShutdownTask(Runnable task) {
        atShutdown.addFirst(task);
      }

      @Override
      public void addLastShutdownTask(Runnable task) {
        atShutdown.addLast(task);
      }
    };
    new AmazonLambdaMapperRecorder().initContextReaders();
    new AmazonLambdaRecorder(null).startPollLoop(context, LaunchMode.NORMAL);
  }

  void stop(@Observes ShutdownEvent event) {
    atShutdown.forEach(Runnable::run);
  }
}
