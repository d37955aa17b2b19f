/** A command line or config file that cannot be used. Its message is one line for the user. */
export class UsageError extends Error {}
