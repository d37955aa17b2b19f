import { jest } from '@jest/globals';

// Many tests run on the true clock, beside whatever else the machine does. One that fails is tried once more, and the
// reporter names it when the second try went well.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
