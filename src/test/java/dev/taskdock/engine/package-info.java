/// What every container engine owes us, whichever it is: [dev.taskdock.engine.EngineContract].
@org.jspecify.annotations.NullMarked
package dev.taskdock.engine;
