import { describeRedTeam, leavingNoTraces } from "../support/red-team.ts";

leavingNoTraces();
describeRedTeam("bubblewrap");
