package dev.taskdock.cli;

import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.FrontDesk;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// What other terminals may ask of load balancers that run alone.
final class FrontControls implements ControlSocket.Handler {
  private final FrontDesk desk;
  private final Consumer<Boolean> end;

  /// @param end ends them, by force or not
  FrontControls(FrontDesk desk, Consumer<Boolean> end) {
    this.desk = desk;
    this.end = end;
  }

  @Override
  public void answer(String request, Consumer<String> reply) throws InterruptedException {
    var asked = ControlLine.fields(request);
    var action = asked.flatMap(f -> f.text("Action")).orElse("");
    if (action.equals("DeleteServices")) {
      end.accept(asked.flatMap(f -> f.flag("force")).orElse(false));
      // Answered by the end of the conversation.
      new CountDownLatch(1).await();
    }
    reply.accept(
        asked
            .flatMap(f -> FrontAnswers.answer(action, f, Optional.of(desk)))
            .orElseGet(() -> FrontAnswers.refusal("only load balancers run here, no services")));
  }
}
