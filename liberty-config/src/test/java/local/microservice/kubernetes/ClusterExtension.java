package local.microservice.kubernetes;

import java.io.IOException;
import local.microservice.kubernetes.Lanes.Lane;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** Gives each class a namespace with the manifests, brought back to the start for each test. */
final class ClusterExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  private static final Namespace STORE = Namespace.create(ClusterExtension.class);
  private static final String SKIPPED = "cluster tests: skipped, KUBECONFIG names no cluster";

  /** The stores close the lane at the end of the class, and the lanes at the end of all classes. */
  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Store all = context.getRoot().getStore(STORE);
    if (!all.getOrComputeIfAbsent("answers", key -> answers(), Boolean.class)) {
      throw new TestAbortedException(SKIPPED);
    }
    boolean longest = context.getRequiredTestClass().isAnnotationPresent(Order.class);
    Lane lane = all.getOrComputeIfAbsent(Lanes.class).borrow(longest);
    context.getStore(STORE).put(Lane.class, lane);
  }

  private static boolean answers() {
    try {
      if (System.getenv("KUBECONFIG") != null && Cluster.answers()) {
        return true;
      }
      System.out.println(SKIPPED);
      return false;
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    cluster(context)
        .restore(
            AnnotationSupport.isAnnotated(context.getTestMethod(), OnEndpointSlices.class)
                || AnnotationSupport.isAnnotated(context.getTestClass(), OnEndpointSlices.class));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return cluster(context);
  }

  private static Cluster cluster(ExtensionContext context) {
    return context.getStore(STORE).get(Lane.class, Lane.class).cluster();
  }
}
