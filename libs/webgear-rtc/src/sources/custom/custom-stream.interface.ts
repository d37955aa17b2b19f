export type {
  CustomStream,
  FrameIterable,
  FrameObservable,
  FrameProvider,
  FrameSource,
} from '../../options/custom-stream.js';
