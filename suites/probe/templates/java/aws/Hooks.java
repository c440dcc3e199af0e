// The hooks of SnapStart: PROBE_BEFORE_SNAPSHOT and PROBE_AFTER_RESTORE register them. `throw` makes the hook fail, and with
// `trace` the action `state` tells that it ran.
import com.amazonaws.services.lambda.crac.Context;
import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.crac.Resource;
import java.util.List;

public class Hooks implements Resource {
  static final List<String> PROPERTIES = List.of("PROBE_BEFORE_SNAPSHOT=throw", "PROBE_BEFORE_SNAPSHOT=trace",
      "PROBE_AFTER_RESTORE=throw", "PROBE_AFTER_RESTORE=trace");
  // The client refers to it weakly.
  private static final Hooks HOOKS = new Hooks();

  static void register() {
    Probe.PROPERTIES.addAll(PROPERTIES);
    Core.getGlobalContext().register(HOOKS);
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
    run("PROBE_BEFORE_SNAPSHOT", "before-snapshot", "ProbeBeforeSnapshotError");
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) throws Exception {
    run("PROBE_AFTER_RESTORE", "after-restore", "ProbeAfterRestoreError");
  }

  private static void run(String variable, String name, String error) throws Exception {
    var order = System.getenv(variable);
    if (!"throw".equals(order) && !"trace".equals(order)) return;
    // A runtime that does not wait for the hook goes on meanwhile.
    Thread.sleep(100);
    if (order.equals("throw")) throw Probe.failure(error, "probe " + name + " hook failed");
    Probe.HOOKS_RUN.add(name);
  }
}
