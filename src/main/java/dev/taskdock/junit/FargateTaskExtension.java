package dev.taskdock.junit;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Carries out [FargateTask]. The task belongs to the class it stands on; classes nested in that
/// one share it.
public final class FargateTaskExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(FargateTaskExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    if (task(context) != null) {
      return;
    }
    var annotation = context.getRequiredTestClass().getAnnotation(FargateTask.class);
    if (annotation == null) {
      throw new IllegalStateException("@FargateTask says which definition to start");
    }
    var task =
        FargateTaskContainer.of(Path.of(annotation.value()))
            .within(Duration.ofSeconds(annotation.timeoutSeconds()));
    for (var image : annotation.images()) {
      task.withImage(before(image, '='), after(image, '='));
    }
    for (var variable : annotation.environment()) {
      var name = before(variable, '=');
      boolean forOne = name.contains(":");
      task.withEnvironment(
          forOne ? before(name, ':') : "", forOne ? after(name, ':') : name, after(variable, '='));
    }
    task.start();
    context.getStore(NAMESPACE).put(FargateTaskContainer.class, task);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    var task = task(context);
    if (task != null && context.getRequiredTestClass().isAnnotationPresent(FargateTask.class)) {
      task.stop();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FargateTaskContainer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var task = task(context);
    if (task == null) {
      throw new IllegalStateException("no task was started");
    }
    return task;
  }

  private static @Nullable FargateTaskContainer task(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(FargateTaskContainer.class, FargateTaskContainer.class);
  }

  private static String before(String text, char mark) {
    int at = text.indexOf(mark);
    if (at < 1) {
      throw new IllegalArgumentException("not of the form a" + mark + "b: " + text);
    }
    return text.substring(0, at);
  }

  private static String after(String text, char mark) {
    return text.substring(text.indexOf(mark) + 1);
  }
}
