import { checkRooms } from './rules/room-rules.mjs';
import { report } from './rules/source-tree.mjs';

report('room rules', checkRooms(process.argv[2] ?? process.cwd()));
