package local.microservice.provider;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;
import local.microservice.provider.faults.FaultsResource;
import local.microservice.provider.health.ProbesResource;
import org.eclipse.microprofile.config.ConfigProvider;

/** The public API without its prefix, and beside it what is for operators alone. */
@ApplicationPath("/")
public class WholeApi extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    Set<Class<?>> classes = new HashSet<>(new PublicApi().getClasses());
    classes.add(OperatorsOnly.class);
    classes.add(ProbesResource.class);
    if (hasFaults()) {
      classes.add(FaultsResource.class);
    }
    return classes;
  }

  private static boolean hasFaults() {
    // The default stands here: in the WAR's properties it would win over the development server's.
    return ConfigProvider.getConfig()
        .getOptionalValue("FAULTS_ENABLED", Boolean.class)
        .orElse(false);
  }
}
