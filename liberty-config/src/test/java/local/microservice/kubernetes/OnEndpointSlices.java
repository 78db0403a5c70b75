package local.microservice.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test with {@code kubernetes/endpoint-slices/} applied. To apply and undo it replaces all pods,
 * so such tests of a class come last.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@interface OnEndpointSlices {}
