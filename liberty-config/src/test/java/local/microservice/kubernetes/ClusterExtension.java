package local.microservice.kubernetes;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/** Applies the manifests once for all classes, and brings them back to the start for each test. */
final class ClusterExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

  private static final String SKIPPED = "cluster tests: skipped, KUBECONFIG names no cluster";

  /** Takes the namespace away when the last test has ended. */
  private record Applied(Cluster cluster) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      if (cluster != null) {
        cluster.remove();
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (cluster(context) == null) {
      throw new TestAbortedException(SKIPPED);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    cluster(context).restore();
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
    Store store = context.getRoot().getStore(Namespace.create(ClusterExtension.class));
    return store.getOrComputeIfAbsent(Applied.class, key -> apply(), Applied.class).cluster();
  }

  private static Applied apply() {
    try {
      if (System.getenv("KUBECONFIG") == null || !Cluster.answers()) {
        System.out.println(SKIPPED);
        return new Applied(null);
      }
      return new Applied(Cluster.apply());
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
