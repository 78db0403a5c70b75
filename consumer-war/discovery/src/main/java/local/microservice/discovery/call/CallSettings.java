package local.microservice.discovery.call;

/**
 * What one call to a service may take.
 *
 * @param callMillis how long it may take, retries and all, in milliseconds
 * @param retries how many more instances it may be tried on
 * @param retryBudgetRatio retries per call over ten seconds, 0 to 1
 * @param retryBudgetFloor retries that are allowed in ten seconds whatever the calls
 */
public record CallSettings(
    long callMillis, int retries, double retryBudgetRatio, int retryBudgetFloor) {}
