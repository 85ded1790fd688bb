package dev.taskdock.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Starts a task of this definition before the tests of a class, and stops it after them. Tests get
/// it as a parameter of type [FargateTaskContainer].
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FargateTaskExtension.class)
public @interface FargateTask {
  /// The task definition, from the folder that tests run in; a `taskdock.yaml` beside it counts.
  String value();

  /// Images to run in the place of others, as in `app=mine:dev`.
  String[] images() default {};

  /// Variables to set, as in `app:LEVEL=debug`; without a container they are for all of them.
  String[] environment() default {};

  /// How many seconds it may take until every container runs and is healthy.
  int timeoutSeconds() default 300;
}
