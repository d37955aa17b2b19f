// What `nestjs-webgear-rtc/testing` offers to the tests of an application. The files beside are for our own specs.
export { replaceSources, type ProviderOverrides, type SourceReplacements } from './replace-sources.js';
export { TestFrameSource, type TestFrameSize } from './test-frame-source.js';
export { TestViewer, type TestViewerOptions } from './test-viewer.js';
export { VirtualCaptureClock } from './virtual-capture-clock.js';
