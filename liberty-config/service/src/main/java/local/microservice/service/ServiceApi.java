package local.microservice.service;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import local.microservice.service.health.HealthResource;
import local.microservice.service.health.ProbesResource;
import local.microservice.service.metrics.RequestMetrics;
import local.microservice.service.origin.HostNames;
import local.microservice.service.origin.OperatorsOnly;
import local.microservice.service.priority.RequestPriority;
import local.microservice.service.problem.ProblemMapper;
import local.microservice.service.request.AcceptCheck;
import org.eclipse.microprofile.config.ConfigProvider;

/** The classes that each API of this project has. */
public final class ServiceApi {

  private ServiceApi() {}

  /**
   * Lists the classes of an API.
   *
   * @param own its own resources and filters
   * @return its own classes, and those that each API has
   */
  public static Set<Class<?>> with(Class<?>... own) {
    Set<Class<?>> classes = new HashSet<>();
    Collections.addAll(
        classes,
        HealthResource.class,
        HostNames.class,
        AcceptCheck.class,
        ProblemMapper.class,
        RequestMetrics.class,
        RequestPriority.class);
    Collections.addAll(classes, own);
    return classes;
  }

  /**
   * Lists the classes of the whole API: the public one and what is for operators.
   *
   * @param everyones the classes of the public API
   * @param operators the feature that keeps other sites from the rest
   * @return these classes and the probes; the caller may add more
   */
  public static Set<Class<?>> whole(
      Set<Class<?>> everyones, Class<? extends OperatorsOnly> operators) {
    Set<Class<?>> classes = new HashSet<>(everyones);
    classes.add(operators);
    classes.add(ProbesResource.class);
    return classes;
  }

  // part: faults
  /**
   * Tells whether a provider can be made sick.
   *
   * @return what FAULTS_ENABLED says; false where it is not set
   */
  public static boolean hasFaults() {
    // A default in a WAR's properties would win over the development server's, so it stands here.
    return ConfigProvider.getConfig()
        .getOptionalValue("FAULTS_ENABLED", Boolean.class)
        .orElse(false);
  }
  // end of part
}
