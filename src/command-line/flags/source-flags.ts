import type { FlagGroup } from './flag.interface.js';
import { toApi, toBoolean, toNumber, toResolution, toSource, toText } from './flag-values.js';

/** Where the pictures come from. */
export const sourceFlags: FlagGroup = {
  heading: 'Source',
  flags: [
    {
      name: 'source',
      short: '-s',
      value: '<source>',
      description:
        'a file, a URL (rtsp://…, http://…), a camera by its index (0), an image sequence (img%03d.png), a GStreamer pipeline, screen: or test:',
      default: 'test:, a built-in test pattern',
      parse: toSource,
    },
    { name: 'loop', description: 'start a file again when it ends', parse: toBoolean },
    {
      name: 'resolution',
      short: '-r',
      value: '<width>x<height>',
      description: 'size asked of a camera or a screen',
      default: 'what it offers',
      parse: toResolution,
    },
    {
      name: 'framerate',
      short: '-f',
      value: '<fps>',
      description: 'pictures per second asked of a camera, a screen or an image sequence',
      default: 'what it offers',
      parse: toNumber,
    },
    {
      name: 'timeDelay',
      short: '-td',
      value: '<seconds>',
      description: 'wait before the first read, for a camera that has to warm up',
      default: '0',
      parse: toNumber,
    },
    {
      name: 'enableInfiniteFrames',
      description: 'when the source ends, go on with a picture reading "No Input"',
      default: 'as --enable-live-broadcast',
      parse: toBoolean,
    },
    {
      name: 'stallTimeoutMs',
      value: '<ms>',
      description: 'how long a camera or a network source may be silent before it is opened again',
      default: '10000',
      parse: toNumber,
    },
    { name: 'keepWarm', description: 'keep the source open while nobody watches', parse: toBoolean },
    {
      name: 'idleStopMs',
      value: '<ms>',
      description: 'how long the source stays open after the last viewer left',
      default: '5000',
      parse: toNumber,
    },
    {
      name: 'api',
      short: '-a',
      value: '<name>',
      description:
        'who reads the source: CamGear, this program; FFGear, the ffmpeg program in a process of its own; PiGear, the camera of a Raspberry Pi',
      default: 'CamGear',
      parse: toApi,
    },
    {
      name: 'stabilize',
      short: '-S',
      description: 'steady a shaky picture; a config file may say how',
      parse: toBoolean,
    },
    {
      name: 'streamMode',
      short: '-yt',
      description: 'the source is the address of a page; the program yt-dlp finds the video behind it',
      parse: toBoolean,
    },
    {
      name: 'backend',
      short: '-b',
      value: '<name>',
      description:
        "who captures the pictures: v4l2, avfoundation, dshow, x11grab, gstreamer or ffmpeg, or OpenCV's number",
      default: 'auto, by the name of the source',
      parse: toSource,
    },
    {
      name: 'sourceDemuxer',
      short: '-sd',
      value: '<name>',
      description: 'with FFGear: the demuxer that reads the source, for example lavfi',
      default: 'what the source is',
      parse: toText,
    },
    {
      name: 'frameFormat',
      short: '-ff',
      value: '<format>',
      description: 'with FFGear: pixel format in which ffmpeg hands over its pictures',
      default: 'bgr24',
      parse: toText,
    },
    {
      name: 'customFfmpeg',
      short: '-cf',
      value: '<path>',
      description: 'with FFGear: the ffmpeg program',
      default: 'FFMPEG_PATH, ffmpeg-static, or ffmpeg on the PATH',
      parse: toText,
    },
    {
      name: 'cameraNum',
      short: '-cn',
      value: '<index>',
      description: 'with PiGear: which camera',
      default: '0',
      parse: toNumber,
    },
    {
      name: 'colorspace',
      short: '-cs',
      value: '<name>',
      description:
        "show the channels of another colour space, by OpenCV's name of it, for example COLOR_BGR2HSV",
      default: 'the colours as they are',
      parse: toText,
    },
    {
      name: 'overlay',
      value: '<text>',
      description: 'text to draw onto the pictures; a config file may say where and how',
      default: 'none',
      parse: toText,
    },
    {
      name: 'overlayClock',
      description: 'draw date and time onto the pictures, behind the text if there is one',
      parse: toBoolean,
    },
    { name: 'enablePiCamera', short: '-ep', description: 'deprecated: use --api PiGear', parse: toBoolean },
  ],
};
