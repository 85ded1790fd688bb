package dev.taskdock.engine.docker;

import dev.taskdock.engine.Behaviour;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineContract;
import org.junit.jupiter.api.Tag;

/// The contract, kept by the engine that answers on this machine.
@Tag("docker")
final class DockerEngineIT extends EngineContract {
  private static final DockerEngine ENGINE = DockerEngine.open(System.getenv());

  @Override
  protected Engine engine() {
    return ENGINE;
  }

  @Override
  protected Program program(Behaviour behaviour) {
    return Shell.program(behaviour);
  }
}
