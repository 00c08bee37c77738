package exo.db.web;

import exo.db.maintenance.StatusReport;
import exo.db.maintenance.TaskStanding;
import exo.db.partition.PartitionReport;
import java.util.List;

/** The database as it was seen at one moment. */
public record Observation(StatusReport status, PartitionReport partitions, List<TaskStanding> tasks) {
    public Observation {
        tasks = List.copyOf(tasks);
    }
}
