/// Stand-ins for functions, with real programs and servers.
@org.jspecify.annotations.NullMarked
package dev.taskdock.hooks;
