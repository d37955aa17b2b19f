/** A field of a protobuf message: a number as a varint, text and bytes with their length. */
function field(number: number, value: number | string | Uint8Array): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value as string);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

/** Types of samples, by their numbers in ONNX. */
const [FLOAT, UINT8, INT64] = [1, 2, 7];

function node(type: string, inputs: readonly string[], output: string, ...attributes: Buffer[]): Buffer {
  return field(
    1,
    message(
      ...inputs.map((input) => field(1, input)),
      field(2, output),
      field(4, type),
      ...attributes.map((attribute) => field(5, attribute)),
    ),
  );
}

function attribute(name: string, value: number | readonly number[]): Buffer {
  if (typeof value === 'number') return message(field(1, name), field(3, value), field(20, 2));
  return message(field(1, name), ...value.map((item) => field(8, item)), field(20, 7));
}

/** A constant list of numbers. */
function shape(name: string, dimensions: readonly number[]): Buffer {
  const raw = Buffer.from(BigInt64Array.from(dimensions, BigInt).buffer);
  return field(5, message(field(1, dimensions.length), field(2, INT64), field(8, name), field(9, raw)));
}

function tensor(number: 11 | 12, name: string, type: number, dimensions: readonly number[]): Buffer {
  const size = message(...dimensions.map((dimension) => field(1, field(1, dimension))));
  return field(number, message(field(1, name), field(2, field(1, message(field(1, type), field(2, size))))));
}

/**
 * A model that finds the brightest cell of a grid, as an ONNX file. It stands in for a trained model: it has an input of
 * samples and outputs of numbers as those have.
 *
 * @param width of the gray image, a multiple of `cell`
 * @param height of the gray image, a multiple of `cell`
 * @param cell side of a cell in pixels
 * @returns a file with the input `image` (`uint8`, height × width), and the outputs `cell` (its index, by rows) and `brightness` (0 to 255)
 */
export function makeModel(width: number, height: number, cell: number): Uint8Array {
  const graph = message(
    node('Cast', ['image'], 'samples', attribute('to', FLOAT)),
    node('Reshape', ['samples', 'as-image'], 'planes'),
    node(
      'AveragePool',
      ['planes'],
      'grid',
      attribute('kernel_shape', [cell, cell]),
      attribute('strides', [cell, cell]),
    ),
    node('Reshape', ['grid', 'as-list'], 'cells'),
    node('ArgMax', ['cells'], 'cell', attribute('axis', 0), attribute('keepdims', 0)),
    node('ReduceMax', ['cells'], 'brightness', attribute('keepdims', 0)),
    field(2, 'brightest cell'),
    shape('as-image', [1, 1, height, width]),
    shape('as-list', [(width / cell) * (height / cell)]),
    tensor(11, 'image', UINT8, [height, width]),
    tensor(12, 'cell', INT64, []),
    tensor(12, 'brightness', FLOAT, []),
  );
  const operators = message(field(1, ''), field(2, 13));
  return message(field(1, 8), field(7, graph), field(8, operators));
}
